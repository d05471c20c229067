/** What a link to the listening history holds: whose it is. */
export interface ListeningSearch {
  listener?: string
}

/** Read an address; what makes no sense in it is left out. */
export function readListeningSearch(raw: Record<string, unknown>): ListeningSearch {
  const { listener } = raw
  // Somebody called "1984" comes as a number.
  return typeof listener === 'string' || typeof listener === 'number'
    ? { listener: String(listener) }
    : {}
}
