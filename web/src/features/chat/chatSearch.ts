/** What a link to the chat holds: the conversation that is open. */
export interface ChatSearch {
  conversation?: string
}

/** Read an address; what makes no sense in it is left out. */
export function readChatSearch(raw: Record<string, unknown>): ChatSearch {
  const { conversation } = raw
  return typeof conversation === 'string' && conversation ? { conversation } : {}
}
