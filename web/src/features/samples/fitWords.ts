import { formatClock, formatKey, formatTempo } from '../../ui/format'
import type { Suggestion } from './samplesApi'

/** Nearer to its own speed than this, a track plays as it is. */
const SAME_SPEED = 0.0005

/** What is known of a quantity, and what is done so that it fits. */
export interface FitWords {
  heard: string
  changes: string[]
  /** The same in a sentence, for a tooltip and for who cannot see it. */
  inFull: string
}

export type Fitted = Pick<
  Suggestion,
  'track' | 'tempo_factor' | 'stretch_ratio' | 'transpose_semitones'
>

/** Say how fast a track is and how it is played to fit: "63 BPM", "double time", "98.4 %". */
export function tempoFit({ track, tempo_factor, stretch_ratio }: Fitted): FitWords | null {
  const tempo = track.features?.tempo_bpm
  if (tempo == null) return null
  const heard = `${formatTempo(tempo)} BPM`
  const felt = { 0.5: 'half time', 2: 'double time' }[tempo_factor ?? 1] ?? ''
  const speed = speedWords(stretch_ratio)
  const inFull = [heard, felt && `felt in ${felt}`, speed && `played at ${speed} of its speed`]
  return {
    heard,
    changes: [felt, speed].filter(Boolean),
    inFull: inFull.filter(Boolean).join(', '),
  }
}

/** 1.0163 (it lasts longer) -> "98.4 %"; nothing where it stays as fast as it is. */
export function speedWords(stretchRatio: number | null): string {
  if (stretchRatio === null || stretchRatio <= 0) return ''
  const speed = 1 / stretchRatio
  return Math.abs(speed - 1) < SAME_SPEED ? '' : `${(speed * 100).toFixed(1)} %`
}

/** Say in which key a track is and how far it is moved to fit: "Am", "+1 st". */
export function keyFit({ track, transpose_semitones: by }: Fitted): FitWords | null {
  const { key = null, mode = null } = track.features ?? {}
  if (key === null) return null
  const heard = formatKey(key, mode)
  const change = semitoneWords(by)
  const steps = `${Math.abs(by)} semitone${Math.abs(by) === 1 ? '' : 's'}`
  const moved = by === 0 ? '' : `, moved ${by > 0 ? 'up' : 'down'} by ${steps}`
  return { heard, changes: change ? [change] : [], inFull: `${heard}${moved}` }
}

/** -2 -> "−2 st", 0 -> nothing. */
export function semitoneWords(by: number): string {
  if (by === 0) return ''
  return `${by > 0 ? '+' : '−'}${Math.abs(by)} st`
}

const SOURCES: Record<Suggestion['source'], { name: string; hint: string }> = {
  clap: { name: 'CLAP', hint: 'Compared by the ears of CLAP' },
  musicnn: { name: 'MusiCNN', hint: 'Compared by the ears of MusiCNN' },
  dsp: { name: 'Built-in ears', hint: 'Compared by the built-in ears' },
  recency: { name: 'Newest', hint: 'No ear could compare it: the newest come first' },
}

/** Name the ears that compared a track. */
export function sourceWords(source: Suggestion['source']) {
  return SOURCES[source]
}

/** Say that a track was drawn at random, and how probable that was. */
export function surpriseWords(propensity: number): string {
  const percent = Number((propensity * 100).toPrecision(2))
  const chance = propensity < 1 ? ` from all that fits; its chance was ${percent} %` : ''
  return `Drawn at random${chance}`
}

/** "full_loop" -> "full loop"; an unsure instrument says what kind of sample it is. */
export function instrumentWords(track: Suggestion['track']): string {
  const name = track.features?.instrument ?? (track.kind === 'one_shot' ? 'one-shot' : track.kind)
  return name.replaceAll('_', ' ')
}

/** 7.8 -> "7.8 s", 93 -> "1:33": short sounds differ by tenths. */
export function lengthWords(seconds: number | null): string {
  if (seconds === null) return ''
  return seconds < 60 ? `${seconds.toFixed(1)} s` : formatClock(seconds)
}
