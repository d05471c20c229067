import { expect, test } from 'vitest'
import { sampleBatch, sampleClip, sampleCluster } from '../../../tests/labSamples'
import {
  batchFacts,
  clipTitle,
  distinctLabels,
  explainedWords,
  formatKeyName,
  groupsNote,
  heldWords,
  keyFact,
  lineageOf,
  lineageWords,
  paramsOf,
  tempoFact,
  titleOf,
} from './labWords'

test('a session is called by its name, else by the beginning of its brief', () => {
  expect(titleOf({ name: 'Friday', brief: 'x' })).toBe('Friday')
  expect(titleOf({ name: null, brief: ' dark\n techno ' })).toBe('dark techno')
  expect(titleOf({ name: null, brief: 'long '.repeat(40) })).toMatch(/^long .{60,}…$/)
})

test('what was asked for stands in one line', () => {
  expect(paramsOf({ energy: 0.8, density: 0.05, duration_sec: 7.5 })).toBe(
    'energy 80 %, density 5 %, 7.5 s each',
  )
})

test('a line of the list says what a session holds', () => {
  expect(heldWords({ batch_count: 1, clip_count: 1, making: false })).toBe('1 batch · 1 clip')
  expect(heldWords({ batch_count: 2, clip_count: 9, making: true })).toBe('2 batches · 9 clips')
  expect(heldWords({ batch_count: 0, clip_count: 0, making: true })).toBe('no clips yet')
})

const labels = new Map([
  ['c1', 'dark techno'],
  ['c2', 'soft pads'],
])

test.each([
  [{ kind: 'initial', parent_cluster_ids: [] }, 'First batch'],
  [{ kind: 'again', parent_cluster_ids: [] }, 'The brief again'],
  [{ kind: 'more', parent_cluster_ids: ['c1'] }, 'More of “dark techno”'],
  [{ kind: 'less', parent_cluster_ids: ['c9'] }, 'Unlike a group that is gone'],
  [{ kind: 'between', parent_cluster_ids: ['c1', 'c2'] }, 'Between “dark techno” and “soft pads”'],
] as const)('where a batch comes from is told with the labels of now: %o', (batch, words) => {
  const { kind, parent_cluster_ids } = batch
  expect(
    lineageWords(lineageOf({ kind, parent_cluster_ids: [...parent_cluster_ids] }, labels)),
  ).toBe(words)
})

test('groups of one name are told apart by their batch', () => {
  const first = sampleBatch({ clusters: [sampleCluster('c1', 'dark techno', [])] })
  const more = sampleBatch({
    clusters: [sampleCluster('c2', 'dark techno', []), sampleCluster('c3', 'pads', [])],
  })
  expect([...distinctLabels([first, more]).values()]).toEqual([
    'dark techno',
    'dark techno (batch 2)',
    'pads',
  ])
})

test('a batch tells of clips that failed and clips that were deleted', () => {
  const two = [sampleCluster('c1', 'a', ['k1']), sampleCluster('c2', 'b', ['k2', 'k3'])]
  expect(batchFacts(sampleBatch({ clusters: two }))).toBe('3 clips in 2 groups')
  expect(batchFacts(sampleBatch({ clusters: two, num_requested: 6, num_generated: 5 }))).toBe(
    '3 clips in 2 groups, 1 could not be made, 2 deleted',
  )
})

test('groups that are none are not passed off as some', () => {
  expect(groupsNote({ clear_groups: false })).toMatch(/^No clear groups/)
  expect(groupsNote({ clear_groups: true })).toBeNull()
  expect(groupsNote({ clear_groups: null })).toBeNull()
})

test('a tempo that is as meant is shown as meant, though it is heard at half', () => {
  expect(tempoFact(sampleClip())).toMatchObject({ words: '130 BPM', tone: 'good' })
})

test('a tempo or key that is not as meant is shown as heard, with the reason', () => {
  const clip = sampleClip()
  const failed = { passed: false, reason: 'Heard: 65.' }
  const wrong = {
    ...clip,
    features: clip.features && { ...clip.features, tempo_check: failed, key_check: failed },
  }
  expect(tempoFact(wrong)).toEqual({ words: '65 BPM', tone: 'warn', reason: 'Heard: 65.' })
  expect(keyFact(wrong)).toMatchObject({ words: 'C♯ major', tone: 'warn' })
})

test('what cannot be told is neither praised nor blamed', () => {
  const blank = sampleClip({ features: null })
  expect(keyFact(blank)).toEqual({
    words: 'B♭ minor',
    tone: 'quiet',
    reason: 'It was not measured.',
  })
  expect(tempoFact({ ...blank, wanted_bpm: null })).toBeNull()
})

test('keys are written as musicians write them', () => {
  expect(['F# minor', 'Bb major', 'B minor', 'Eb'].map(formatKeyName)).toEqual([
    'F♯ minor',
    'B♭ major',
    'B minor',
    'E♭',
  ])
})

test('a clip without a name is called by its genre and number', () => {
  expect(clipTitle({ name: null, genre: 'deep_house' }, 3)).toBe('Deep house 3')
  expect(clipTitle({ name: null, genre: null }, 1)).toBe('Clip 1')
  expect(clipTitle({ name: 'Opener', genre: 'techno' }, 1)).toBe('Opener')
})

test('a map says how much of the truth it shows', () => {
  expect(explainedWords(0.624)).toContain('62 % of what sets the first batch apart')
  expect(explainedWords(null)).not.toContain('%')
})
