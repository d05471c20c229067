import type { Analysis, Features } from '../../api/client'
import { CERTAIN_KEY, CERTAIN_TEMPO, formatShare } from '../../ui/format'

const MOST_CHOICES = 3
/** A key less probable than this is not worth a button. */
const LEAST_KEY_PROBABILITY = 0.02
/** Two tempi nearer than this are one, as far as ears go. */
const SAME_TEMPO = 0.02
/** Surer than this, a kind needs no word on it. */
const SURE_KIND = 0.9
/** From here on the pulse is called clear; most made music lies above. */
const CLEAR_PULSE = 0.3

/** What was measured is never wholly sure. */
const SUREST = 0.99

/** 0.416 -> "42 % sure". */
function sureWords(confidence: number): string {
  return `${formatShare(Math.min(SUREST, confidence))} sure`
}

/** Where the tempo of a loop comes from, if not from its sound. */
const TOLD_BY: Readonly<Record<string, string>> = {
  length: 'by its length',
  name: 'by its name',
  chunk: 'the file says so',
}

/** Say how sure the tempo is; when it is not, in plain words. */
export function tempoHint(features: Features, source?: string | null): string | undefined {
  const { tempo_bpm, tempo_confidence, pulse_clarity } = features
  if (tempo_bpm === null) return undefined
  const sure = sureWords(tempo_confidence)
  if (tempo_confidence < CERTAIN_TEMPO) return `uncertain · ${sure}`
  const told = source && TOLD_BY[source]
  if (told) return `${sure} · ${told}`
  return pulse_clarity < CLEAR_PULSE ? `${sure} · faint pulse` : sure
}

/** Say how sure the key is; below the threshold in plain words. */
export function keyHint(features: Features): string | undefined {
  if (features.key === null) return undefined
  const sure = sureWords(features.key_confidence)
  return features.key_confidence < CERTAIN_KEY ? `uncertain · ${sure}` : sure
}

/** Say how long a loop is, and how sure the kind is when that is in doubt. */
export function kindHint(analysis: Analysis | undefined): string | undefined {
  if (!analysis) return undefined
  const { loop_beats: beats } = analysis.rhythm
  const facts = beats === null ? [] : [`${beats} beats long`]
  if (analysis.kind_confidence < SURE_KIND) facts.push(sureWords(analysis.kind_confidence))
  return facts.join(' · ') || undefined
}

/** Say how sure the instrument is; while it is unsure, what it may be. */
export function instrumentHint(analysis: Analysis): string | undefined {
  const { instrument, instrument_probabilities: probabilities } = analysis
  const [likeliest] = Object.entries(probabilities).sort(([, a], [, b]) => b - a)
  if (!likeliest) return undefined
  if (instrument !== null) return sureWords(probabilities[instrument] ?? likeliest[1])
  return `perhaps ${likeliest[0].replaceAll('_', ' ')}, ${formatShare(likeliest[1])}`
}

/** Return the other tempi the track may be felt in, likeliest first. */
export function tempoChoices({ tempo_bpm, tempo_candidates }: Features): number[] {
  const same = (a: number, b: number) => Math.abs(a - b) < SAME_TEMPO * b
  const others: number[] = []
  for (const { tempo_bpm: tempo } of tempo_candidates) {
    const known = tempo_bpm !== null && same(tempo, tempo_bpm)
    if (!known && !others.some((other) => same(tempo, other))) others.push(tempo)
  }
  return others.slice(0, MOST_CHOICES)
}

/** Return the other keys the track may be in, likeliest first. */
export function keyChoices(analysis: Analysis | undefined): Analysis['key_candidates'] {
  if (!analysis) return []
  const { key, mode } = analysis.features
  return analysis.key_candidates
    .filter((other) => !(other.key === key && other.mode === mode))
    .filter((other) => other.probability >= LEAST_KEY_PROBABILITY)
    .slice(0, MOST_CHOICES - 1)
}
