import { expect, test } from 'vitest'
import { sampleJob } from '../../../tests/samples'
import { readResult, resultInWords } from './importResult'
import { readListeningSearch } from './listeningSearch'

test('a job says what became of the history, once it has done it', () => {
  expect(readResult(undefined)).toBeUndefined()
  expect(readResult(sampleJob())).toBeUndefined()
  const results = {
    listens: 120,
    matched: 100,
    tracks: 40,
    unmatched: 20,
    missed: [{ artist: 'Nobody', title: 'Nothing', count: 7 }, { title: 'Once', count: 1 }, {}],
  }
  const result = readResult(sampleJob({ results }))
  expect(result?.unknown).toEqual(['Nobody – Nothing (7 times)', 'Once'])
  expect(result && resultInWords(result)).toBe(
    '100 of 120 listens known, of 40 tracks; 20 not in this library.',
  )
})

test.each([
  [{ listens: 0, matched: 0, tracks: 0, unmatched: 0 }, 'There were no listens in it.'],
  [
    { listens: 3, matched: 0, tracks: 0, unmatched: 3 },
    'None of 3 listens is of a track that is in this library.',
  ],
  [{ listens: 1, matched: 1, tracks: 1, unmatched: 0 }, '1 of 1 listen known, of 1 track.'],
])('%o in words', (result, words) => {
  expect(resultInWords({ ...result, unknown: [] })).toBe(words)
})

test('an address names a listener', () => {
  expect(readListeningSearch({ listener: 1984 })).toEqual({ listener: '1984' })
  expect(readListeningSearch({ listener: [] })).toEqual({})
})
