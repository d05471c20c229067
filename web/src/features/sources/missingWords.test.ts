import { expect, test } from 'vitest'
import { heldInWords, missingInWords, sweepCount } from './missingWords'

const missing = (total: number, ready: number, held = 0) => ({ total, ready, held, keep_days: 30 })

test.each([
  [12, 5, '12 tracks are gone from their sources; 5 for more than 30 days.'],
  [12, 0, '12 tracks are gone from their sources; none for more than 30 days.'],
  [3, 3, '3 tracks are gone from their sources, all for more than 30 days.'],
  [1, 1, '1 track is gone from its source, and has been for more than 30 days.'],
  [1, 0, '1 track is gone from its source; none for more than 30 days.'],
])('%s gone, %s of them for long', (total, ready, words) => {
  expect(missingInWords(missing(total, ready))).toBe(words)
})

test('what somebody holds dear is kept unless it is meant too', () => {
  expect(sweepCount(missing(12, 5, 2), false)).toBe(3)
  expect(sweepCount(missing(12, 5, 2), true)).toBe(5)
  expect(heldInWords(missing(12, 5, 2))).toBe('2 of them are in playlists, favourites or rated.')
  expect(heldInWords(missing(12, 5, 1))).toMatch(/^One of them is/)
  expect(heldInWords(missing(12, 5))).toBeUndefined()
})
