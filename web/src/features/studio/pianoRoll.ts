import type { PartNotes } from './studioApi'

/** A note in a picture of 1 by 1; y grows downwards. */
export interface Bar {
  x: number
  y: number
  width: number
  height: number
  velocity: number
  /** Place of its stem among those shown. */
  part: number
}

/** Notes a fifth apart from the outermost still lie inside. */
const MARGIN_SEMITONES = 2

/** Return where every note lies: time from left to right, pitch upwards. */
export function barsOf(parts: readonly PartNotes[], lengthBeats: number): Bar[] {
  const pitches = parts.flatMap(({ notes }) => notes.map((note) => note[2] ?? 0))
  if (pitches.length === 0 || lengthBeats <= 0) return []
  const low = pitches.reduce((a, b) => Math.min(a, b)) - MARGIN_SEMITONES
  const high = pitches.reduce((a, b) => Math.max(a, b)) + MARGIN_SEMITONES
  const height = 1 / (high - low + 1)
  return parts.flatMap(({ notes }, part) =>
    notes.map(([start = 0, length = 0, pitch = 0, velocity = 1]) => ({
      x: start / lengthBeats,
      y: (high - pitch) * height,
      width: length / lengthBeats,
      height,
      velocity,
      part,
    })),
  )
}

/** Say what is in the picture. */
export function rollInWords(parts: readonly PartNotes[]): string {
  const counts = parts.map(({ role, notes }) => `${role} ${notes.length}`)
  return `Notes of each stem: ${counts.join(', ')}`
}
