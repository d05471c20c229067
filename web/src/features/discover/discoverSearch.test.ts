import { expect, test } from 'vitest'
import {
  readAlchemy,
  readArtists,
  readExtend,
  readFilter,
  readFingerprint,
  readPath,
  readSimilar,
} from './discoverSearch'

test('a link to similar tracks brings seeds, numbers, order and filter', () => {
  const search = {
    seed: ['track:t1', 'mood:happy', 'text:rain: at night'],
    smooth: true as const,
    n: 40,
    artist: 0,
    space: 'clap' as const,
    filter: { genres: ['House'], tempo_from_bpm: 90, without: ['live' as const] },
  }
  expect(readSimilar(search)).toEqual(search)
})

test('a seed without a kind is the id of a track, even one of digits', () => {
  expect(readSimilar({ seed: 't1' })).toEqual({ seed: ['track:t1'] })
  expect(readSimilar({ seed: 1984 })).toEqual({ seed: ['track:1984'] })
})

test('seeds are there once, and empty ones are left out', () => {
  expect(readSimilar({ seed: ['mood:sad', 'mood:sad', 'artist: ', ''] })).toEqual({
    seed: ['mood:sad'],
  })
})

test('what makes no sense is left out', () => {
  expect(readSimilar({ seed: {}, n: 0, artist: -1, space: 'smell', smooth: 'yes' })).toEqual({})
  expect(readPath({ from: 'track:a', n: 1.5, free: 2, way: -3 })).toEqual({ from: 'track:a' })
  expect(readAlchemy({ heat: 'hot', apart: 3, mixed: 1 })).toEqual({})
  expect(readFingerprint({ days: 0, seeds: 201 })).toEqual({})
  expect(readArtists({ artist: '  ' })).toEqual({})
})

test('the built-in ear is not written, as it is the one that is taken anyway', () => {
  expect(readSimilar({ space: 'dsp' })).toEqual({})
})

test('a path has one start and one end', () => {
  expect(readPath({ from: ['a', 'b'], to: 'mood:calm', way: 7, free: 0.4 })).toEqual({
    from: 'track:a',
    to: 'mood:calm',
    way: 7,
    free: 0.4,
  })
})

test('a playlist to extend comes with what to keep away from', () => {
  expect(readExtend({ playlist: 'p1', without: 't9', reach: 0.3, smart: true })).toEqual({
    playlist: 'p1',
    without: ['t9'],
    reach: 0.3,
    smart: true,
  })
})

test('a filter of which nothing is left is none', () => {
  expect(readFilter({ genres: [], year_from: 'old', kinds: ['noise'], tempo: 3 })).toBeUndefined()
  expect(readFilter('House')).toBeUndefined()
  expect(readFilter({ favourites_only: true, kinds: ['mix', 'song'] })).toEqual({
    favourites_only: true,
    kinds: ['song', 'mix'],
  })
})
