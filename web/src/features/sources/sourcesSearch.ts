/** What a link to the sources holds: which dialog is open. */
export interface SourcesSearch {
  add?: 'folder' | 'server'
}

/** Read an address; what makes no sense in it is left out. */
export function readSourcesSearch(raw: Record<string, unknown>): SourcesSearch {
  return raw.add === 'folder' || raw.add === 'server' ? { add: raw.add } : {}
}
