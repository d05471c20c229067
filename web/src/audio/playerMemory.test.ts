import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { queueOf, usePlayer } from './player'
import { ASKED, around, KEPT_AFTER, KEPT_BEFORE, rememberQueue } from './playerMemory'

const songs = Array.from({ length: 2_000 }, (_, i) => ({
  id: `t${i}`,
  title: `${i}`,
  artist: '',
  duration_s: 10,
}))
const start = usePlayer.getInitialState()
let forget = () => {}

beforeEach(() => {
  vi.useFakeTimers()
  localStorage.clear()
  usePlayer.setState(start, true)
})
afterEach(() => {
  forget()
  vi.useRealTimers()
})

test('queue and place survive a reload, without beginning to play', async () => {
  forget = rememberQueue()
  await usePlayer.getState().play(queueOf('songs', songs.slice(0, 5)), 3)
  await vi.runAllTimersAsync()
  forget()
  const { track } = usePlayer.getState()
  usePlayer.setState({ ...start, track }, true)
  forget = rememberQueue()
  const { queue, index, playing } = usePlayer.getState()
  expect([queue?.label, queue?.length, index, playing]).toEqual(['songs', 5, 3, false])
  expect(await queue?.trackAt(4)).toMatchObject({ id: 't4' })
})

test('a queue of another track is not taken for this one’s', async () => {
  forget = rememberQueue()
  await usePlayer.getState().play(queueOf('songs', songs.slice(0, 5)), 3)
  await vi.runAllTimersAsync()
  forget()
  usePlayer.setState({ ...start, track: songs[9] ?? null }, true)
  forget = rememberQueue()
  expect(usePlayer.getState().queue).toBeNull()
})

test('what is stored by somebody else, or broken, is left alone', () => {
  localStorage.setItem('menura-queue', '{"tracks": 3')
  usePlayer.setState({ track: songs[0] ?? null })
  forget = rememberQueue()
  expect(usePlayer.getState().queue).toBeNull()
})

test('of a long queue a part is kept', async () => {
  const kept = await around(queueOf('songs', songs), 500)
  expect(kept.index).toBe(KEPT_BEFORE)
  expect(kept.tracks).toHaveLength(KEPT_BEFORE + KEPT_AFTER)
  expect(kept.tracks[kept.index]?.id).toBe('t500')
})

test('of a list that has to be asked for, only a small part is', async () => {
  const trackAt = vi.fn(async (index: number) => songs[index % 2_000])
  const kept = await around({ label: 'all', length: 1_000_000, trackAt }, 10)
  expect(kept.tracks).toHaveLength(ASKED)
  expect(trackAt.mock.calls.length).toBeLessThanOrEqual(ASKED + 1)
})
