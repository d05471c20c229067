import { CATEGORY_COLORS, categoryColor, oklchToRgb, shade, UNKNOWN_COLOR } from './palette'

/** A line of the legend: the values of a column it stands for, and their colour. */
export interface ScaleEntry {
  id: string
  label: string
  color: string
  values: readonly number[]
}

/** How the values of a column are named and coloured. */
export interface MapScale {
  /** What the entries are, in the singular. */
  noun: string
  entries: readonly ScaleEntry[]
}

export const NO_VALUE = 255

/** Make a scale of names; value n is the n-th name. */
export function namesScale(noun: string, names: readonly string[], none: string): MapScale {
  const entries = names.slice(0, NO_VALUE).map((label, value) => ({
    id: String(value),
    label,
    color: categoryColor(value),
    values: [value],
  }))
  const named = new Set(entries.flatMap(({ values }) => values))
  return { noun, entries: [...entries, unknownEntry(none, named)] }
}

/** What no other entry stands for. */
function unknownEntry(label: string, known: ReadonlySet<number>): ScaleEntry {
  const values = Array.from({ length: 256 }, (_, value) => value).filter((v) => !known.has(v))
  return { id: 'none', label, color: UNKNOWN_COLOR, values }
}

const TEMPO_EDGES_BPM = [1, 70, 90, 110, 130, 150, 170, 256]

/** Tempi from slow to fast: from blue to yellow, each lighter than the one before. */
export function tempoScale(): MapScale {
  const bins = TEMPO_EDGES_BPM.slice(0, -1)
  const entries = bins.map((low, place) => {
    const high = TEMPO_EDGES_BPM[place + 1] ?? 256
    const share = place / (bins.length - 1)
    const lightness = (0.52 + 0.32 * share).toFixed(3)
    const label =
      place === 0 ? `Below ${high}` : high === 256 ? `${low} and more` : `${low}–${high - 1}`
    return {
      id: String(low),
      label,
      color: `oklch(${lightness} 0.15 ${Math.round(275 - 180 * share)})`,
      values: Array.from({ length: high - low }, (_, step) => low + step),
    }
  })
  return { noun: 'tempo', entries: [...entries, unknownEntry('No tempo', new Set(allOf(entries)))] }
}

function allOf(entries: readonly ScaleEntry[]): number[] {
  return entries.flatMap(({ values }) => values)
}

const PITCHES = ['C', 'C♯', 'D', 'D♯', 'E', 'F', 'F♯', 'G', 'G♯', 'A', 'A♯', 'B'] as const

/**
 * Keys on the circle of fifths: what is related has like colours, and a minor key the colour of
 * its relative major, darker. 0 to 11 is C to B major, 12 to 23 is C to B minor.
 */
export function keyScale(): MapScale {
  const entries: ScaleEntry[] = []
  for (let fifth = 0; fifth < PITCHES.length; fifth++) {
    const major = (fifth * 7) % 12
    const minor = (major + 9) % 12
    const color = CATEGORY_COLORS[fifth] ?? CATEGORY_COLORS[0]
    entries.push({ id: String(major), label: PITCHES[major] ?? '', color, values: [major] })
    entries.push({
      id: String(12 + minor),
      label: `${PITCHES[minor] ?? ''}m`,
      color: shade(color, -0.13),
      values: [12 + minor],
    })
  }
  return { noun: 'key', entries: [...entries, unknownEntry('No key', new Set(allOf(entries)))] }
}

/** Count how many points have each value of a column. */
export function countValues(column: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256)
  for (const value of column) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

/** Return how many points an entry stands for. */
export function countOfEntry(entry: ScaleEntry, counts: Uint32Array): number {
  return entry.values.reduce((sum, value) => sum + (counts[value] ?? 0), 0)
}

/** Return red, green, blue and visibility of each of the 256 values; hidden ones are clear. */
export function colorTable(scale: MapScale, hidden: ReadonlySet<string>): Uint8Array<ArrayBuffer> {
  const table = new Uint8Array(4 * 256)
  for (const { id, color, values } of scale.entries) {
    const { red, green, blue } = oklchToRgb(color)
    const shown = hidden.has(id) ? 0 : 255
    for (const value of values) table.set([red, green, blue, shown], 4 * value)
  }
  return table
}
