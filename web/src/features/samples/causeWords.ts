/** What the server calls the list it begins with. */
const FIRST = 'now'

/** Say why a list changed: "tempo 120 -> 128" -> "Ranked anew: tempo 120 → 128". */
export function causeInWords(cause: string): string {
  const words = cause.trim().replaceAll('->', '→')
  return words === '' || words === FIRST ? '' : `Ranked anew: ${words}`
}
