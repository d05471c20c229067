/** 45 -> "45 s", 245 -> "4 min 5 s": how long to wait, to the second. */
export function waitInWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const rest = seconds % 60
  if (minutes === 0) return `${rest} s`
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`
}
