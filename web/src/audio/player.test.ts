import { beforeEach, expect, test, vi } from 'vitest'
import { type Queue, queueOf, usePlayer } from './player'

const songs = ['a', 'b', 'c'].map((id) => ({ id, title: id, artist: '', duration_s: 10 }))
const start = usePlayer.getInitialState()
const player = () => usePlayer.getState()

beforeEach(() => {
  localStorage.clear()
  usePlayer.setState(start, true)
})

test('playing a list starts at the chosen track', async () => {
  await player().play(queueOf('songs', songs), 1)
  expect(player().track?.id).toBe('b')
  expect(player().playing).toBe(true)
})

test('stepping stays inside the list', async () => {
  await player().play(queueOf('songs', songs), 1)
  expect(await player().step(1)).toBe(true)
  expect(player().track?.id).toBe('c')
  expect(await player().step(1)).toBe(false)
  expect(player().track?.id).toBe('c')
  await player().step(-1)
  await player().step(-1)
  expect(await player().step(-1)).toBe(false)
  expect(player().track?.id).toBe('a')
})

test('a long list is asked for one track at a time', async () => {
  const asked: number[] = []
  const queue: Queue = {
    label: 'all',
    length: 1_000_000,
    trackAt: async (index) => {
      asked.push(index)
      return { id: `t${index}`, title: '', artist: '', duration_s: null }
    },
  }
  await player().play(queue, 700_000)
  await player().step(1)
  expect(asked).toEqual([700_000, 700_001])
  expect(player().track?.id).toBe('t700001')
})

test('playing the same track again starts it anew', async () => {
  await player().play(queueOf('songs', songs), 0)
  const before = player().startNumber
  await player().play(queueOf('songs', songs), 0)
  expect(player().startNumber).toBe(before + 1)
})

test('without a track there is nothing to toggle', () => {
  player().toggle()
  expect(player().playing).toBe(false)
})

test('setting the volume ends silence and stays between 0 and 1', () => {
  player().toggleMute()
  player().setVolume(1.7)
  expect(player().volume).toBe(1)
  expect(player().muted).toBe(false)
})

test('a reload remembers the track and the volume, and does not begin to play', async () => {
  await player().play(queueOf('songs', songs), 2)
  player().setVolume(0.3)
  const kept = JSON.parse(localStorage.getItem('menura-player') ?? '{}').state
  expect(kept).toEqual({
    track: songs[2],
    volume: 0.3,
    muted: false,
    shuffle: false,
    repeat: 'off',
  })
})

test('tracks are put behind those that play, and begin where nothing does', async () => {
  usePlayer.setState({ queue: null, track: null, index: 0, playing: false })
  const track = (id: string) => ({ id, title: id, artist: '', duration_s: 1 })
  usePlayer.getState().enqueue('first', [track('a')])
  await vi.waitFor(() => expect(usePlayer.getState().track?.id).toBe('a'))
  usePlayer.getState().enqueue('more', [track('b'), track('c')])
  expect(usePlayer.getState()).toMatchObject({ index: 0, track: { id: 'a' } })
  expect(await usePlayer.getState().step(1)).toBe(true)
  expect(await usePlayer.getState().step(1)).toBe(true)
  expect(usePlayer.getState().track?.id).toBe('c')
  expect(await usePlayer.getState().step(1)).toBe(false)
})

/** Read all tracks of the queue in their order. */
async function order(): Promise<string[]> {
  const { queue } = player()
  const places = Array.from({ length: queue?.length ?? 0 }, (_, index) => index)
  const tracks = await Promise.all(places.map((index) => queue?.trackAt(index)))
  return tracks.map((track) => track?.id ?? '?')
}

test('what is to be played next comes before the rest of the list', async () => {
  await player().play(queueOf('songs', songs), 0)
  player().playNext('found', [{ id: 'x', title: 'x', artist: '', duration_s: 1 }])
  expect(await order()).toEqual(['a', 'x', 'b', 'c'])
  expect(player().track?.id).toBe('a')
})

test('shuffling keeps what plays and loses nothing; in order again, the list goes on from it', async () => {
  const many = Array.from({ length: 40 }, (_, i) => ({ ...(songs[0] as object), id: `t${i}` }))
  await player().play(queueOf('many', many as never), 7)
  let seed = 1
  player().toggleShuffle(() => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  })
  const mixed = await order()
  expect(mixed[0]).toBe('t7')
  expect(mixed).not.toEqual(many.map(({ id }) => id))
  expect([...mixed].sort()).toEqual(many.map(({ id }) => id).sort())
  await player().step(1)
  const heard = player().track?.id
  player().toggleShuffle()
  expect(await order()).toEqual(many.map(({ id }) => id))
  expect((await order())[player().index]).toBe(heard)
})

test('a list that is started while shuffle is on begins with the chosen track', async () => {
  player().toggleShuffle()
  await player().play(queueOf('songs', songs), 1)
  expect(player()).toMatchObject({ index: 0, track: { id: 'b' } })
  expect((await order()).sort()).toEqual(['a', 'b', 'c'])
})

test('repeating all goes round in both directions', async () => {
  player().setRepeat('all')
  await player().play(queueOf('songs', songs), 2)
  expect(await player().step(1)).toBe(true)
  expect(player().track?.id).toBe('a')
  await player().step(-1)
  expect(player().track?.id).toBe('c')
})

test('jumping plays what stands there', async () => {
  await player().play(queueOf('songs', songs), 0)
  await player().jump(2)
  expect(player()).toMatchObject({ index: 2, track: { id: 'c' } })
  await player().jump(9)
  expect(player().index).toBe(2)
})
