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

test('tracks that were found elsewhere come with the link, and no others do', () => {
  const found = { overlay: 'found', tracks: ['t1', 't2'], joined: true }
  expect(readMapSearch(found)).toEqual(found)
  expect(readMapSearch({ overlay: 'found', tracks: [] })).toEqual({})
  expect(readMapSearch({ overlay: 'names', tracks: ['t1'], joined: true })).toEqual({
    overlay: 'names',
  })
  expect(readMapSearch({ overlay: 'found', tracks: ['t1', '', {}] }).tracks).toEqual(['t1'])
})

test('a number as words is words', () => {
  expect(readMapSearch({ q: 1984 })).toEqual({ q: '1984' })
})
