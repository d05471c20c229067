import { expect, test } from 'vitest'
import type { SentPlaylist } from '../api/sources'
import { sentFacts, sentState } from './sentWords'

const sent = (part: Partial<SentPlaylist>): SentPlaylist => ({
  playlist_id: 'p1',
  source_id: 's1',
  source_name: 'Attic',
  name: 'Evening',
  sent_at: '2026-01-01T00:00:00Z',
  version: 3,
  track_count: 12,
  left_out: 0,
  is_current: true,
  is_gone_here: false,
  ...part,
})

test.each([
  [{}, 'current'],
  [{ is_current: false }, 'outdated'],
  [{ is_current: false, sent_at: null }, 'unfinished'],
  [{ is_gone_here: true, is_current: false, sent_at: null }, 'gone'],
] as const)('a playlist on a server: %o is %s', (part, state) => {
  expect(sentState(sent(part))).toBe(state)
})

test('what was left out is said', () => {
  expect(sentFacts(sent({ left_out: 2 }))).toMatch(/^12 tracks · 2 not there, left out · sent /)
  expect(sentFacts(sent({ sent_at: null }))).toBe('12 tracks')
})
