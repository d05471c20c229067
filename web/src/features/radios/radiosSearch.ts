/** What a link to the radios holds: the anchor to make a radio of, where the form is open. */
export interface RadiosSearch {
  anchor?: string
}

/** Read an address; what makes no sense in it is left out. */
export function readRadiosSearch(raw: Record<string, unknown>): RadiosSearch {
  const { anchor } = raw
  return typeof anchor === 'string' && anchor ? { anchor } : {}
}
