import { expect, test } from 'vitest'
import { formatScore, inOrder, measuresOf, strongest, titleOfRun } from './runWords'

test('a version without a name is called by when it was made', () => {
  expect(titleOfRun({ name: 'Winter', created_at: '2026-01-01T00:00:00Z' })).toBe('Winter')
  expect(titleOfRun({ name: null, created_at: '2026-01-01T12:00:00Z' })).toMatch(/^Version of Jan/)
})

test('the strongest come first, and not too many', () => {
  const profile = { a: 0.1, b: 0.9, c: 0.5, d: 0.4, e: 0.3, f: 0.2 }
  expect(strongest({ profile }).map(([name]) => name)).toEqual(['b', 'c', 'd', 'e', 'f'])
})

test('a comparison leads from the earlier version to the later', () => {
  const [early, late] = [{ created_at: '2026-01-01' }, { created_at: '2026-02-01' }]
  expect(inOrder(late, early)).toEqual([early, late])
  expect(inOrder(early, late)).toEqual([early, late])
})

test('measures have names; a score below nothing a real minus sign', () => {
  expect(measuresOf({ measures: { raw_purity: 25, diversity: 7.4, purity: 2 } })).toEqual([
    ['One mood in a playlist', 2],
    ['Playlists differ in mood', 7.4],
  ])
  expect(formatScore(-1.234)).toBe('−1.23')
})
