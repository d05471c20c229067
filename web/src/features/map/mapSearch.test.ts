import { expect, test } from 'vitest'
import { readMapSearch } from './mapSearch'

test('a link to the map brings colours, overlay and track', () => {
  expect(readMapSearch({ by: 'key', overlay: 'playlist', playlist: 'p1', track: 't1' })).toEqual({
    by: 'key',
    overlay: 'playlist',
    playlist: 'p1',
    track: 't1',
  })
})

test('what makes no sense in it is left out', () => {
  expect(readMapSearch({ by: 'taste', overlay: 'playlist', track: '' })).toEqual({})
  expect(readMapSearch({ overlay: 'names', playlist: 'p1' })).toEqual({ overlay: 'names' })
})
