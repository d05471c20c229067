/** Hues that stay apart from each other, and from the accent's violet, in both colour schemes. */
const HUES = [205, 28, 142, 335, 178, 48, 285, 8, 95, 230] as const

/** Return the hue of a section's label: the same letter has the same hue in every track. */
export function sectionHue(label: string): number {
  const letter = label.trim().toUpperCase().codePointAt(0) ?? 0
  const place = letter - 65 // "A"
  const index = ((place % HUES.length) + HUES.length) % HUES.length
  return HUES[index] ?? HUES[0]
}

interface Span {
  start_s: number
  end_s: number
}

/** Return where a section lies, in percent of the track's length. */
export function placeOf(section: Span, durationS: number): { left: string; width: string } {
  const share = (seconds: number) => Math.min(1, Math.max(0, seconds / durationS))
  const left = durationS > 0 ? share(section.start_s) : 0
  const right = durationS > 0 ? share(section.end_s) : 0
  return { left: `${100 * left}%`, width: `${100 * Math.max(0, right - left)}%` }
}
