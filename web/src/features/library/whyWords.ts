import type { Analysis, Features } from '../../api/client'
import { CERTAIN_KEY, CERTAIN_TEMPO, formatShare } from '../../ui/format'

/** What a loop's tempo was told from, if not from its beats. */
const TOLD_BY: Readonly<Record<string, string>> = {
  length: 'It follows from the length of the loop',
  name: 'The name of the file says it',
  chunk: 'The file itself says it',
}

/** Say what the tempo was told from. */
export function tempoGrounds(features: Features, { rhythm, file }: Analysis): string {
  if (features.corrected.includes('tempo_bpm')) {
    return 'A person said so. Heard were these, each beside the strongest:'
  }
  if (features.tempo_bpm === null) return 'No regular pulse was heard.'
  const told = rhythm.tempo_source ? TOLD_BY[rhythm.tempo_source] : undefined
  const beats = `${rhythm.beats_s.length} beats were followed, ${formatShare(rhythm.beat_confidence)} sure; the pulse is ${formatShare(features.pulse_clarity)} clear`
  const doubt =
    features.tempo_confidence < CERTAIN_TEMPO ? ' Another of these fits nearly as well.' : ''
  return `${told ?? beats}.${tagged(file.tagged_bpm && `${file.tagged_bpm} BPM`)}${doubt} Each beside the strongest:`
}

/** Say what the key was told from. */
export function keyGrounds(features: Features, { file }: Analysis): string {
  if (features.corrected.includes('key')) return 'A person said so. Heard was:'
  if (features.key === null) return 'No key stands out from the notes.'
  const tuning = features.tuning_cents === null ? 0 : Math.round(features.tuning_cents)
  const tuned =
    tuning === 0 ? '' : `, tuned ${Math.abs(tuning)} cents ${tuning > 0 ? 'up' : 'down'}`
  const doubt =
    features.key_confidence < CERTAIN_KEY
      ? ' They fit more than one key: neighbours share nearly all their notes.'
      : ''
  return `The notes were counted over the whole track${tuned}, and compared with all 24 keys.${tagged(file.tagged_key)}${doubt} How likely each is:`
}

function tagged(words: string | number | null): string {
  return words ? ` Its tags say ${words}.` : ''
}
