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
  return {
    listens: results.listens,
    matched: count('matched'),
    tracks: count('tracks'),
    unmatched: count('unmatched'),
    unknown: Array.isArray(results.missed) ? results.missed.flatMap(readMissed) : [],
  }
}

function readMissed(missed: Partial<Record<'artist' | 'title' | 'count', unknown>>): string[] {
  const { artist, title, count } = missed
  if (typeof title !== 'string') return []
  const name = artist ? `${artist} – ${title}` : title
  return [typeof count === 'number' && count > 1 ? `${name} (${formatCount(count)} times)` : name]
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
