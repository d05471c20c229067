import { expect, test } from 'vitest'
import type { Context } from './samplesApi'
import { toAskAgain } from './useStartOver'

const context = {
  session: 'default',
  version: 7,
  bpm: 122,
  key: 'A',
  mode: 'minor',
  scale: 'dorian',
  mood_tags: ['dark'],
  accepted_track_ids: ['t1'],
} as unknown as Context

test('a context is asked for again in its own scale, without what comes back as marks', () => {
  const asked = toAskAgain(context)
  expect(asked).toMatchObject({ bpm: 122, key: 'A', mode: 'dorian', mood_tags: ['dark'] })
  expect(asked).not.toHaveProperty('accepted_track_ids')
  expect(asked).not.toHaveProperty('version')
})

test('a key without a scale keeps its mode', () => {
  expect(toAskAgain({ ...context, scale: null }).mode).toBe('minor')
})
