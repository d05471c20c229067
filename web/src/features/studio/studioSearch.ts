/** What a link to the studio carries: words to begin with, a track to sound like. */
export interface StudioSearch {
  prompt?: string
  reference?: string
}

export function readStudioSearch(search: Record<string, unknown>): StudioSearch {
  return {
    prompt: typeof search.prompt === 'string' && search.prompt ? search.prompt : undefined,
    reference:
      typeof search.reference === 'string' && search.reference ? search.reference : undefined,
  }
}
