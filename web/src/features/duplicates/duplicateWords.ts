import type { Track } from '../../api/client'
import { formatBytes, formatClock, formatShare } from '../../ui/format'

/** Say how far fingerprints agree; when they are the same, that is said. */
export function agreementInWords(bitErrorRate: number): string {
  return bitErrorRate === 0 ? 'fingerprints the same' : `${formatShare(1 - bitErrorRate)} alike`
}

/** Say what helps to choose between files: album, length, size, and what a second of it takes. */
export function fileFacts(track: Track): string {
  const facts = [track.album, formatClock(track.duration_s), formatBytes(track.size_bytes)]
  if (track.duration_s) {
    facts.push(`${Math.round((track.size_bytes * 8) / track.duration_s / 1000)} kbit/s`)
  }
  if (track.state === 'missing') facts.push('missing at the last scan')
  return facts.filter(Boolean).join(' · ')
}
