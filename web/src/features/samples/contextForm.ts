import type { Context, ContextUpdate } from './samplesApi'

// What the API takes.
export const LOWEST_BPM = 20
export const HIGHEST_BPM = 400

/** Add a later partial update to an earlier one that was not sent yet; the later one wins. */
export function mergeUpdates(earlier: ContextUpdate, later: ContextUpdate): ContextUpdate {
  const merged = { ...earlier, ...later }
  if (earlier.preferences && later.preferences) {
    merged.preferences = { ...earlier.preferences, ...later.preferences }
  }
  return merged
}

/** Return a context as it will be once the server has taken an update in. */
export function withUpdate(context: Context, update: ContextUpdate): Context {
  const { preferences, key, mode, mood_tags, accepted_track_ids, ...plain } = update
  const next: Context = { ...context, ...plain }
  if (mood_tags !== undefined) next.mood_tags = mood_tags ?? []
  if (accepted_track_ids !== undefined) next.accepted_track_ids = accepted_track_ids ?? []
  if (preferences) next.preferences = { ...context.preferences, ...withoutNulls(preferences) }
  if (key !== undefined) next.key = key
  if (key === null) return { ...next, mode: null, scale: null, camelot: null }
  if (mode) {
    const plainMode = mode === 'major' || mode === 'minor'
    next.mode = plainMode ? mode : context.mode
    next.scale = plainMode ? null : mode
  }
  return next
}

function withoutNulls<T extends object>(values: T) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as {
    [Name in keyof T]: NonNullable<T[Name]>
  }
}

/** Read a tempo: undefined is no tempo, null none at all (an empty field). */
export function readBpm(text: string): number | null | undefined {
  const plain = text.trim().replace(',', '.')
  if (plain === '') return null
  const bpm = Number(plain)
  return bpm >= LOWEST_BPM && bpm <= HIGHEST_BPM ? Math.round(bpm * 1000) / 1000 : undefined
}

const USUAL_BPM = 120

/** Return the tempo one beat faster or slower. */
export function stepBpm(bpm: number | null, by: 1 | -1): number {
  if (bpm === null) return USUAL_BPM
  return Math.min(HIGHEST_BPM, Math.max(LOWEST_BPM, Math.round((bpm + by) * 1000) / 1000))
}

/** Say why a text is no tempo; nothing while it is one, or empty. */
export function bpmProblem(text: string): string | undefined {
  if (readBpm(text) !== undefined) return undefined
  return `From ${LOWEST_BPM} to ${HIGHEST_BPM}`
}

/** 119.7302 -> "119.73": as many decimals as DAWs show. */
export function writeBpm(bpm: number | null): string {
  return bpm === null ? '' : String(Number(bpm.toFixed(2)))
}

/** Read how long there is: "20" and "20 min" are minutes, "1:30" hours and minutes. */
export function readMinutes(text: string): number | null | undefined {
  const plain = text.trim().toLowerCase()
  if (plain === '') return null
  const clock = plain.match(/^(\d{1,2}):([0-5]\d)$/)
  if (clock) return (Number(clock[1]) * 60 + Number(clock[2])) * 60
  const minutes = plain.match(/^(\d+(?:[.,]\d+)?)\s*(?:m|min)?$/)
  if (!minutes) return undefined
  const seconds = Math.round(Number((minutes[1] ?? '').replace(',', '.')) * 60)
  return seconds <= LONGEST_TIME_S ? seconds : undefined
}

const LONGEST_TIME_S = 7 * 86_400

/** 1200 -> "20", 5400 -> "1:30": as the field takes it. */
export function writeMinutes(seconds: number | null): string {
  if (seconds === null) return ''
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return String(minutes)
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}

/** The twelve tonics, by pitch class from C. */
export const TONICS = [
  'C',
  'C♯ / D♭',
  'D',
  'D♯ / E♭',
  'E',
  'F',
  'F♯ / G♭',
  'G',
  'G♯ / A♭',
  'A',
  'A♯ / B♭',
  'B',
] as const
const SENT_TONICS = ['C', 'C#', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B']
const LETTERS: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 }

/** Return the pitch class of a tonic however it is spelled; null: there is none. */
export function pitchClassOf(key: string | null): number | null {
  const letter = LETTERS[key?.[0] ?? '']
  if (key === null || letter === undefined) return null
  const sign = { '#': 1, '♯': 1, b: -1, '♭': -1 }[key[1] ?? ''] ?? 0
  return (letter + sign + 12) % 12
}

/** Return the name under which a tonic is sent; null: there is none. */
export function tonicToSend(pitchClass: number | null): string | null {
  return pitchClass === null ? null : (SENT_TONICS[pitchClass] ?? null)
}

/** The scales to choose from; the API knows to which family each belongs. */
export const SCALES = [
  'major',
  'minor',
  'dorian',
  'phrygian',
  'lydian',
  'mixolydian',
  'harmonic minor',
  'melodic minor',
  'locrian',
  'chromatic',
] as const

/** Tell whether nothing is known of what a producer does. */
export function isEmptyContext(context: Context): boolean {
  const { bpm, key, mood_tags, genre_intent, prompt, accepted_track_ids, preferences } = context
  return (
    bpm === null &&
    key === null &&
    mood_tags.length === 0 &&
    !genre_intent &&
    !prompt &&
    accepted_track_ids.length === 0 &&
    preferences.roles_wanted.length === 0
  )
}
