import type { Job } from '../../api/client'
import { formatCount, formatNumberOf } from '../../ui/format'

/** What became of history that was taken in. */
export interface ImportResult {
  listens: number
  matched: number
  tracks: number
  unmatched: number
  /** The most frequent that are not in the library, most frequent first. */
  unknown: readonly string[]
}

/** Read the result of a job; undefined as long as there is none. */
export function readResult(job: Job | undefined): ImportResult | undefined {
  const results = job?.results ?? {}
  const count = (name: string) => (typeof results[name] === 'number' ? results[name] : 0)
  if (typeof results.listens !== 'number') return undefined
  const unknown = Array.isArray(results.unknown) ? results.unknown : []
  return {
    listens: results.listens,
    matched: count('matched'),
    tracks: count('tracks'),
    unmatched: count('unmatched'),
    unknown: unknown.filter((one): one is string => typeof one === 'string'),
  }
}

/** Say it in one sentence. */
export function resultInWords({ listens, matched, tracks, unmatched }: ImportResult): string {
  if (listens === 0) return 'There were no listens in it.'
  if (matched === 0) {
    return `None of ${formatNumberOf(listens, 'listen')} is of a track that is in this library.`
  }
  const known = `${formatCount(matched)} of ${formatNumberOf(listens, 'listen')} known, of ${formatNumberOf(tracks, 'track')}`
  return unmatched === 0 ? `${known}.` : `${known}; ${formatCount(unmatched)} not in this library.`
}
