import type { Analysis, Correction, Corrections, Mood } from '../../api/client'
import { formatKeyInWords, formatName, formatTempo } from '../../ui/format'

export type CorrectionName = 'tempo_bpm' | 'key' | 'kind' | 'instrument' | 'moods'

export const CORRECTION_NOUNS: Record<CorrectionName, string> = {
  tempo_bpm: 'tempo',
  key: 'key',
  kind: 'kind',
  instrument: 'instrument',
  moods: 'moods',
}

export const KINDS = ['song', 'loop', 'one_shot'] as const

// What the API takes; its answer to anything else lists them.
export const INSTRUMENTS = [
  'kick',
  'snare',
  'hat',
  'percussion',
  'bass',
  'keys',
  'guitar',
  'synth',
  'pad',
  'vocal',
  'fx',
  'full_loop',
  'other',
] as const

const LOWEST_BPM = 20 // what the API takes
const HIGHEST_BPM = 400
const MOST_TAPS = 12
const LEAST_TAPS = 3
const PAUSE_MS = 2_500

/** Return the tempo somebody wrote, or nothing when it is none. */
export function readTempo(text: string): number | undefined {
  const tempo = Number(text.trim().replace(',', '.'))
  return text.trim() !== '' && tempo >= LOWEST_BPM && tempo <= HIGHEST_BPM ? tempo : undefined
}

/** Say why a text is no tempo; nothing while it is one, or empty. */
export function tempoProblem(text: string): string | undefined {
  if (text.trim() === '' || readTempo(text) !== undefined) return undefined
  return `Give a number from ${LOWEST_BPM} to ${HIGHEST_BPM}.`
}

/** Multiply a written tempo, as far as the result is still a tempo. */
export function scaleTempo(text: string, factor: number): string {
  const scaled = String(Number(((readTempo(text) ?? 0) * factor).toFixed(2)))
  return readTempo(scaled) === undefined ? text : scaled
}

/** Add a tap to those before; after a pause the count begins anew. */
export function addTap(tapsMs: readonly number[], nowMs: number): number[] {
  const last = tapsMs.at(-1)
  if (last === undefined || nowMs - last > PAUSE_MS) return [nowMs]
  return [...tapsMs, nowMs].slice(-MOST_TAPS)
}

/** Return the tempo of taps, once there are enough of them; one late tap does not matter. */
export function tempoOfTaps(tapsMs: readonly number[]): number | undefined {
  if (tapsMs.length < LEAST_TAPS) return undefined
  const gaps = tapsMs.slice(1).map((tap, i) => tap - (tapsMs[i] ?? tap))
  gaps.sort((a, b) => a - b)
  const middle = Math.floor(gaps.length / 2)
  const upper = gaps[middle] ?? 0
  const gap = gaps.length % 2 === 1 ? upper : (upper + (gaps[middle - 1] ?? upper)) / 2
  return gap > 0 ? Math.round(600_000 / gap) / 10 : undefined
}

/** Return what a person corrected of one quantity, if anything. */
export function correctionOf(
  analysis: Analysis | undefined,
  name: CorrectionName,
): Correction | undefined {
  return analysis?.corrections.find((correction) => correction.name === name)
}

/** Return what was heard of a quantity, whatever a person says of it; not for moods. */
export function heardOf(analysis: Analysis, name: Exclude<CorrectionName, 'moods'>): unknown {
  const correction = correctionOf(analysis, name)
  if (correction) return correction.measured
  const { features } = analysis
  if (name === 'tempo_bpm') return features.tempo_bpm
  if (name === 'key') return features.key && { key: features.key, mode: features.mode }
  return analysis[name]
}

/** Put a value of the API, corrected or measured, into words. */
export function valueInWords(name: CorrectionName, value: unknown): string {
  if (name === 'tempo_bpm') {
    return typeof value === 'number' ? `${formatTempo(value)} BPM` : 'no tempo'
  }
  if (name === 'key') {
    const said = value as { key: string; mode: 'major' | 'minor' } | null
    return said ? formatKeyInWords(said.key, said.mode) : 'no key'
  }
  if (name === 'moods') return Object.keys((value as object | null) ?? {}).join(', ')
  return typeof value === 'string' ? formatName(value) : 'unsure'
}

/** Whether a word fits, by label: what a person says of moods. */
export type MoodEdits = Readonly<Record<string, boolean>>

/** Return what a person has said of the moods so far. */
export function moodEditsOf(analysis: Analysis): MoodEdits {
  const said = (correctionOf(analysis, 'moods')?.value ?? {}) as Record<string, number>
  return Object.fromEntries(Object.entries(said).map(([label, share]) => [label, share >= 0.5]))
}

/** Say of a word that it fits, or does not; saying the same again takes it back. */
export function editMood(edits: MoodEdits, label: string, fits: boolean): MoodEdits {
  const { [label]: before, ...others } = edits
  return before === fits ? others : { ...others, [label]: fits }
}

/** Return a word as it is kept, or nothing when it is none. */
export function readMood(text: string): string | undefined {
  const word = text.trim().replace(/\s+/g, ' ').toLowerCase()
  return word !== '' && word.length <= 60 ? word : undefined
}

/** Return what to send for moods; null: nothing is corrected any more. */
export function moodCorrection(edits: MoodEdits): Corrections['moods'] {
  const said = Object.entries(edits).map(([label, fits]) => [label, fits ? 1 : 0])
  return said.length > 0 ? Object.fromEntries(said) : null
}

/** Return the words to decide on: those told and those added, in a fixed order. */
export function moodLabels(moods: readonly Mood[], edits: MoodEdits): string[] {
  return [...new Set([...moods.map((mood) => mood.label), ...Object.keys(edits)])].sort()
}
