import { expect, test } from 'vitest'
import type { Session } from './labApi'
import { withoutClips } from './labUndo'

const clips = (...ids: string[]) => ids.map((id) => ({ id }))
const session = {
  batches: [
    {
      id: 'one',
      clusters: [
        { id: 'a', clips: clips('1', '2') },
        { id: 'b', clips: clips('3') },
      ],
    },
    { id: 'two', clusters: [{ id: 'c', clips: clips('4') }] },
  ],
} as unknown as Session

const shape = (of: Session) =>
  of.batches.map((batch) => batch.clusters.map((one) => one.clips.map((clip) => clip.id)))

test('clips that go take along the groups and batches they were all of', () => {
  expect(shape(withoutClips(session, new Set(['2'])))).toEqual([[['1'], ['3']], [['4']]])
  expect(shape(withoutClips(session, new Set(['3', '4'])))).toEqual([[['1', '2']]])
})

test('a session none of whose clips go is the very same', () => {
  expect(withoutClips(session, new Set(['9']))).toBe(session)
})
