import { expect, test } from 'vitest'
import { filterOf, readLibrarySearch, sortOf } from './librarySearch'
import { windowsOf } from './useTrackPages'

test('an address gives its search back, without what makes no sense', () => {
  expect(
    readLibrarySearch({ q: 'night', sort: 'artist', down: true, state: 'lost', x: 1 }),
  ).toEqual({ q: 'night', sort: 'artist', down: true })
})

test('a search for a number is a search for its digits', () => {
  expect(readLibrarySearch({ q: 1984 })).toEqual({ q: '1984' })
})

test('without a column the best match comes first', () => {
  expect(filterOf({})).toMatchObject({ q: '', order: 'relevance', descending: false })
  expect(sortOf({})).toBeNull()
  expect(sortOf({ sort: 'added', down: true })).toEqual({ column: 'added', descending: true })
})

test('only windows in view are fetched, and the first not twice', () => {
  expect(windowsOf({ first: 0, last: 40 })).toEqual([])
  expect(windowsOf({ first: 80, last: 130 })).toEqual([1])
  expect(windowsOf({ first: 190, last: 420 })).toEqual([1, 2, 3, 4])
})
