import type { Job } from '../../api/client'
import { formatCount, formatNumberOf } from '../../ui/format'

/** What is in an archive; everybody who agrees is shown it first. */
export const LEAVES: readonly string[] = [
  'what was measured: tempo, key, loudness, moods, the outline of the sound',
  'what models heard, as rows of numbers (vectors), and acoustic fingerprints',
  'by what a recording is known: artist, title and album in small letters, its length, a checksum of its sound, its MusicBrainz number if it has one',
  'the name of this Menura and its key',
]
export const STAYS: readonly string[] = [
  'audio, not a second of it',
  'paths, file names, sources, their addresses and logins',
  'what you played, rated, made a favourite, or put into playlists',
]

/** A key of 64 digits, in groups that can be compared. */
export function keyInWords(fingerprint: string): string {
  return (
    bareKey(fingerprint)
      .match(/.{1,8}/g)
      ?.join(' ') ?? fingerprint
  )
}

function bareKey(text: string): string {
  return text.replace(/[\s:-]/g, '').toLowerCase()
}

/** Tell whether what somebody typed can be a key. */
export function isKey(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(bareKey(text))
}

/** Who signed an archive that was refused because nobody has trusted them. */
export interface Stranger {
  fingerprint: string
  name: string
}

/** Read it out of a job that failed for that reason. */
export function strangerOf(job: Job | undefined): Stranger | undefined {
  if (job?.error?.code !== 'signer_not_trusted') return undefined
  const { message } = job.error
  const fingerprint = /(?:[0-9a-f]{2}[\s:-]?){31}[0-9a-f]{2}/i.exec(message)?.[0]
  if (!fingerprint) return undefined
  const name = / of (['"])(.*?)\1,? which/.exec(message)?.[2] ?? ''
  return { fingerprint: bareKey(fingerprint), name }
}

/** Say what came of a job that took an archive in, made one or sent one. */
export function outcomeInWords(job: Job): string {
  const count = (name: string) => {
    const value = job.results[name]
    return typeof value === 'number' ? value : 0
  }
  if (typeof job.results.total === 'number') {
    const total = formatNumberOf(count('total'), 'recording')
    const filled = formatNumberOf(count('filled_tracks'), 'track')
    const kept = count('offers')
    return [
      `${total} looked at, ${formatCount(count('known'))} of them here: ${filled} got what they lacked.`,
      kept > 0 && `${formatCount(kept)} are kept until their music is here.`,
      ...leftOut(job),
    ]
      .filter(Boolean)
      .join(' ')
  }
  const tracks = formatNumberOf(count('tracks'), 'track')
  return job.kind === 'collection_push'
    ? `What was heard of ${tracks} is there.`
    : `It holds ${tracks}.`
}

function leftOut(job: Job): string[] {
  const spaces = job.results.left_out_spaces
  if (!Array.isArray(spaces) || spaces.length === 0) return []
  return [`What other models heard was left out (${spaces.join(', ')}).`]
}
