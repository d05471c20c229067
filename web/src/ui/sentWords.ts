import type { SentPlaylist } from '../api/sources'
import { formatAge, formatNumberOf } from './format'

export type SentState = 'current' | 'outdated' | 'unfinished' | 'gone'

/** Tell how a playlist on a server stands to the one here. */
export function sentState(sent: SentPlaylist): SentState {
  if (sent.is_gone_here) return 'gone'
  if (sent.sent_at === null) return 'unfinished'
  return sent.is_current ? 'current' : 'outdated'
}

export const SENT_WORDS: Record<SentState, { name: string; hint: string }> = {
  current: { name: 'current', hint: 'The server has the newest version.' },
  outdated: { name: 'outdated', hint: 'It was changed here since: send it again.' },
  unfinished: {
    name: 'unfinished',
    hint: 'The server does not hold all of it yet. If nothing is being sent, send it again.',
  },
  gone: { name: 'deleted here', hint: 'It is still on the server.' },
}

/** Say what a server was given, and when. */
export function sentFacts(sent: SentPlaylist): string {
  return [
    formatNumberOf(sent.track_count, 'track'),
    sent.left_out > 0 && `${sent.left_out} not there, left out`,
    sent.sent_at && `sent ${formatAge(sent.sent_at)}`,
  ]
    .filter(Boolean)
    .join(' · ')
}
