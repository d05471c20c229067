import { expect, test } from 'vitest'
import {
  bpmProblem,
  isEmptyContext,
  mergeUpdates,
  pitchClassOf,
  readBpm,
  readMinutes,
  stepBpm,
  tonicToSend,
  withUpdate,
  writeBpm,
  writeMinutes,
} from './contextForm'
import type { Context } from './samplesApi'

const CONTEXT: Context = {
  session: 'default',
  version: 3,
  bpm: 120,
  key: 'A',
  mode: 'minor',
  scale: null,
  camelot: '8A',
  mood_tags: ['dark'],
  genre_intent: null,
  time_remaining_s: null,
  preferences: {
    ban_tracks: [],
    ban_packs: ['Cheap'],
    ban_tags: [],
    roles_wanted: ['bass'],
    allow_transpose: true,
  },
  prompt: null,
  accepted_track_ids: [],
  origin: 'manual',
  is_stale: false,
  updated_at: null,
}

test('changes that wait are sent as one; the later one wins, preferences are merged', () => {
  const first = mergeUpdates({}, { bpm: 120, preferences: { roles_wanted: ['pad'] } })
  const both = mergeUpdates(first, { bpm: 128, preferences: { allow_transpose: false } })
  expect(both).toEqual({
    bpm: 128,
    preferences: { roles_wanted: ['pad'], allow_transpose: false },
  })
  expect(first.preferences).toEqual({ roles_wanted: ['pad'] })
})

test('what is taken back stays in the update: it is not the same as left out', () => {
  expect(mergeUpdates({ bpm: 120 }, { bpm: null })).toEqual({ bpm: null })
})

test('a context shows a change before the server has answered', () => {
  const next = withUpdate(CONTEXT, { bpm: 128, mode: 'dorian', mood_tags: null })
  expect(next).toMatchObject({ bpm: 128, key: 'A', scale: 'dorian', mood_tags: [] })
  const preferences = { ban_packs: ['Cheap', 'Loud'] }
  expect(withUpdate(CONTEXT, { preferences }).preferences).toEqual({
    ...CONTEXT.preferences,
    ban_packs: ['Cheap', 'Loud'],
  })
  expect(CONTEXT.preferences.ban_packs).toEqual(['Cheap'])
})

test('without a key there is no mode', () => {
  expect(withUpdate(CONTEXT, { key: null })).toMatchObject({ key: null, mode: null, camelot: null })
})

test.each([
  ['120', 120],
  [' 119,73 ', 119.73],
  ['', null],
  ['19', undefined],
  ['401', undefined],
  ['fast', undefined],
  ['NaN', undefined],
])('the tempo %j is read as %j', (text, bpm) => {
  expect(readBpm(text)).toBe(bpm)
  expect(bpmProblem(text) === undefined).toBe(bpm !== undefined)
})

test('a tempo is written as DAWs show it, and steps by a beat within its limits', () => {
  expect([writeBpm(119.7302), writeBpm(120), writeBpm(null)]).toEqual(['119.73', '120', ''])
  expect([stepBpm(119.5, 1), stepBpm(20, -1), stepBpm(null, 1)]).toEqual([120.5, 20, 120])
})

test.each([
  ['20', 1200],
  ['20 min', 1200],
  ['1:30', 5400],
  ['', null],
  ['soon', undefined],
  ['999999', undefined],
])('the time left %j is read as %j seconds', (text, seconds) => {
  expect(readMinutes(text)).toBe(seconds)
})

test('the time left is written as it is read', () => {
  for (const seconds of [60, 1200, 5400, 36_000]) {
    expect(readMinutes(writeMinutes(seconds))).toBe(seconds)
  }
})

test('a tonic is found however it is spelled, and sent as the server spells it', () => {
  expect(['Ab', 'G#', 'G♯', 'C', 'Cb', 'B#', null].map(pitchClassOf)).toEqual([
    8,
    8,
    8,
    0,
    11,
    0,
    null,
  ])
  for (let place = 0; place < 12; place++) {
    expect(pitchClassOf(tonicToSend(place))).toBe(place)
  }
  expect(tonicToSend(null)).toBeNull()
})

test('a context is empty when it has nothing to go by, whatever is left out', () => {
  expect(isEmptyContext(CONTEXT)).toBe(false)
  const preferences = { ...CONTEXT.preferences, roles_wanted: [] }
  expect(isEmptyContext({ ...CONTEXT, bpm: null, key: null, mood_tags: [], preferences })).toBe(
    true,
  )
})
