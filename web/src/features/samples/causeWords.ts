/** Say why a list changed: "tempo 120 -> 128" -> "Ranked anew: tempo 120 → 128". */
export function causeInWords(cause: string): string {
  const words = cause.trim().replaceAll('->', '→')
  return words === '' || words === 'start' ? '' : `Ranked anew: ${words}`
}
