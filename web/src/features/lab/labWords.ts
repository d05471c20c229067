import { formatCount, formatName, formatNumberOf, formatShare, formatTempo } from '../../ui/format'
import type { Batch, BriefParams, Clip, SessionLine, Verdict } from './labApi'

const LONGEST_TITLE = 70

/** Call a session by its name, or by the beginning of its brief. */
export function titleOf({ name, brief }: { name: string | null; brief: string }): string {
  const words = name || brief.trim().replace(/\s+/g, ' ')
  return words.length > LONGEST_TITLE ? `${words.slice(0, LONGEST_TITLE - 1).trimEnd()}…` : words
}

/** "energy 80 %, density 60 %, 6 s each". */
export function paramsOf({ energy, density, duration_sec }: BriefParams): string {
  return `energy ${formatShare(energy)}, density ${formatShare(density)}, ${formatSeconds(duration_sec)} each`
}

/** "2 batches · 9 clips": what a session holds so far. */
export function heldWords(
  line: Pick<SessionLine, 'batch_count' | 'clip_count' | 'making'>,
): string {
  if (line.batch_count === 0) return line.making ? 'no clips yet' : 'no clips'
  const batches = line.batch_count === 1 ? '1 batch' : `${formatCount(line.batch_count)} batches`
  return `${batches} · ${formatNumberOf(line.clip_count, 'clip')}`
}

/** 2 -> "2 s", 7.5 -> "7.5 s". */
export function formatSeconds(seconds: number): string {
  return `${Number(seconds.toFixed(1))} s`
}

/** A batch in words, in parts: the words, and the groups they speak of. */
export interface Lineage {
  before: string
  parents: { id: string; label: string | undefined }[]
}

const BEFORE = {
  initial: 'First batch',
  again: 'The brief again',
  more: 'More of',
  less: 'Unlike',
  between: 'Between',
} as const

/** Tell what a batch came from: the brief, or groups by their labels of now. */
export function lineageOf(
  batch: Pick<Batch, 'kind' | 'parent_cluster_ids'>,
  labels: ReadonlyMap<string, string>,
): Lineage {
  return {
    before: BEFORE[batch.kind],
    parents: batch.parent_cluster_ids.map((id) => ({ id, label: labels.get(id) })),
  }
}

/** Put a lineage into one line: "Between “dark techno” and “soft pads”". */
export function lineageWords({ before, parents }: Lineage): string {
  const names = parents.map(({ label }) => (label ? `“${label}”` : 'a group that is gone'))
  return [before, names.join(' and ')].filter(Boolean).join(' ')
}

/** Tell groups of one name apart by their batch: "dark techno", "dark techno (batch 2)". */
export function distinctLabels(batches: readonly Batch[]): ReadonlyMap<string, string> {
  const seen = new Set<string>()
  const labels = new Map<string, string>()
  for (const [place, { clusters }] of batches.entries()) {
    for (const { id, label } of clusters) {
      labels.set(id, seen.has(label) ? `${label} (batch ${place + 1})` : label)
    }
    for (const { label } of clusters) seen.add(label)
  }
  return labels
}

/** "5 clips in 2 groups": what a batch holds, and what did not come to be. */
export function batchFacts(batch: Batch): string {
  const here = batch.clusters.reduce((sum, cluster) => sum + cluster.clips.length, 0)
  const parts = [
    `${formatNumberOf(here, 'clip')} in ${formatNumberOf(batch.clusters.length, 'group')}`,
  ]
  const failed = batch.num_requested - batch.num_generated
  if (failed > 0) parts.push(`${failed} could not be made`)
  if (here < batch.num_generated) parts.push(`${batch.num_generated - here} deleted`)
  return parts.join(', ')
}

/** Say when groups are none; nothing where they are clear or there is but one. */
export function groupsNote({ clear_groups }: Pick<Batch, 'clear_groups'>): string | null {
  return clear_groups === false ? 'No clear groups: these clips are all alike.' : null
}

/** A figure of a clip, and whether it is what was meant. */
export interface CheckedFact {
  words: string
  tone: 'good' | 'warn' | 'quiet'
  /** Why, in a sentence. */
  reason: string
}

/** Say the tempo a clip was meant to have if it has it, else what is heard. */
export function tempoFact(clip: Clip): CheckedFact | null {
  const heard = clip.features?.tempo_bpm ?? null
  const bpm = meant(clip.wanted_bpm, heard, clip.features?.tempo_check)
  return bpm === null ? null : checked(`${formatTempo(bpm)} BPM`, clip.features?.tempo_check)
}

/** Say the key a clip was meant to be in if it is, else what is heard. */
export function keyFact(clip: Clip): CheckedFact | null {
  const heard = clip.features?.key ?? null
  const key = meant(clip.wanted_key, heard, clip.features?.key_check)
  return key === null ? null : checked(formatKeyName(key), clip.features?.key_check)
}

function meant<T>(wanted: T | null, heard: T | null, verdict: Verdict | undefined): T | null {
  return verdict?.passed === false ? (heard ?? wanted) : (wanted ?? heard)
}

function checked(words: string, verdict: Verdict | undefined): CheckedFact {
  return { words, tone: toneOf(verdict), reason: verdict?.reason || 'It was not measured.' }
}

export function toneOf(verdict: Verdict | undefined): CheckedFact['tone'] {
  if (verdict?.passed == null) return 'quiet'
  return verdict.passed ? 'good' : 'warn'
}

const VERDICTS = { good: 'as meant', warn: 'not as meant', quiet: 'not told' } as const

/** Say a verdict in two words. */
export function verdictWords(tone: CheckedFact['tone']): string {
  return VERDICTS[tone]
}

/** "F# minor" -> "F♯ minor", "Bb minor" -> "B♭ minor". */
export function formatKeyName(key: string): string {
  return key.replace('#', '♯').replace(/^([A-G])b\b/, '$1♭')
}

/** Call a clip by its name, or by its genre and its number in its batch. */
export function clipTitle(clip: Pick<Clip, 'name' | 'genre'>, number: number): string {
  return clip.name || `${clip.genre ? formatName(clip.genre) : 'Clip'} ${number}`
}

/** Say how much of the truth a flat map tells. */
export function explainedWords(share: number | null): string {
  return share === null
    ? 'Near means alike.'
    : `Near means alike. The map shows ${formatShare(share)} of what sets the first batch apart.`
}
