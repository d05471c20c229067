import { expect, test } from 'vitest'
import { filterValue } from './filterWords'
import {
  filterOf,
  isNarrowed,
  readLibrarySearch,
  setFilters,
  sortOf,
  without,
} from './librarySearch'
import { windowsOf } from './useTrackPages'

test('an address gives its search back, without what makes no sense', () => {
  expect(
    readLibrarySearch({ q: 'night', sort: 'artist', down: true, state: 'lost', x: 1 }),
  ).toEqual({ q: 'night', sort: 'artist', down: true })
})

test('a search for a number is a search for its digits', () => {
  expect(readLibrarySearch({ q: 1984 })).toEqual({ q: '1984' })
})

test('filters stand in the address; what is none is left out', () => {
  const filters = { genre: ['Rock', 'Jazz'], key: ['Am'], slowest: 90, fastest: 120, stars: 3 }
  expect(readLibrarySearch({ ...filters, favourites: true, kind: ['song', 'lyric'] })).toEqual({
    ...filters,
    favourites: true,
    kind: ['song'],
  })
  expect(readLibrarySearch({ slowest: 140, fastest: 90, stars: 9, kind: 'x', genre: [] })).toEqual(
    {},
  )
  expect(readLibrarySearch({ genre: 'Rock' })).toEqual({ genre: ['Rock'] })
})

test('without a column the best match comes first', () => {
  expect(filterOf({})).toMatchObject({ q: '', order: 'relevance', descending: false })
  expect(sortOf({})).toBeNull()
  expect(sortOf({ sort: 'added', down: true })).toEqual({ column: 'added', descending: true })
})

test('stars are asked for as the rating they stand for', () => {
  expect(filterOf({ stars: 3 }).minRating).toBe(60)
  expect(filterOf({}).minRating).toBeUndefined()
})

test('what narrows the list is named, and taken away whole', () => {
  const search = { q: 'x', slowest: 90, fastest: 120, favourites: true, track: 't1' }
  expect(setFilters(search)).toEqual(['tempo', 'favourites'])
  expect({ ...search, ...without(['tempo']) }).toMatchObject({ slowest: undefined, q: 'x' })
  expect(isNarrowed({ track: 't1', sort: 'title' })).toBe(false)
})

test('a filter says what it is set to, the first two of many', () => {
  expect(filterValue('genre', { genre: ['Rock', 'Jazz', 'Soul', 'Pop'] }, [])).toBe('Rock, Jazz +2')
  expect(filterValue('tempo', { fastest: 90 }, [])).toBe('to 90 BPM')
  expect(filterValue('source', { source: 'gone' }, [])).toBe('A source that is gone')
  expect(filterValue('mood', {}, [])).toBeUndefined()
})

test('only windows in view are fetched, and the first not twice', () => {
  expect(windowsOf({ first: 0, last: 40 })).toEqual([])
  expect(windowsOf({ first: 80, last: 130 })).toEqual([1])
  expect(windowsOf({ first: 190, last: 420 })).toEqual([1, 2, 3, 4])
})
