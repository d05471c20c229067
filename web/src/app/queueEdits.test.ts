import { notifications } from '@mantine/notifications'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { queueOf, usePlayer } from '../audio/player'
import { undoNewest } from '../ui/undo'
import { clearQueue, moveInQueue, playlistItemsOf, removeFromQueue } from './queueEdits'

const songs = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, title: id, artist: '', duration_s: 10 }))
const start = usePlayer.getInitialState()

async function order(): Promise<string> {
  const { queue } = usePlayer.getState()
  const places = Array.from({ length: queue?.length ?? 0 }, (_, index) => index)
  const tracks = await Promise.all(places.map((index) => queue?.trackAt(index)))
  return tracks.map((track) => track?.id).join('')
}

beforeEach(async () => {
  usePlayer.setState(start, true)
  await usePlayer.getState().play(queueOf('songs', songs), 1)
})
afterEach(() => {
  while (undoNewest()); // nothing waits for the next test
  notifications.clean()
})

test('what comes can be put in another order; what plays stays where it is', async () => {
  moveInQueue(4, 2)
  expect(await order()).toBe('abecd')
  moveInQueue(2, 3)
  expect(await order()).toBe('abced')
  moveInQueue(2, 1)
  moveInQueue(2, 5)
  expect(await order()).toBe('abced')
  expect(usePlayer.getState()).toMatchObject({ index: 1, track: { id: 'b' } })
})

test('a track taken out is put back by undo, behind what plays by then', async () => {
  removeFromQueue(2, 'c')
  expect(await order()).toBe('abde')
  await usePlayer.getState().jump(3)
  undoNewest()
  expect(await order()).toBe('abdec')
  expect(usePlayer.getState()).toMatchObject({ index: 3, track: { id: 'e' } })
})

test('clearing leaves what plays, and undo brings the rest', async () => {
  clearQueue()
  expect(await order()).toBe('ab')
  undoNewest()
  expect(await order()).toBe('abcde')
})

test('undo changes no other list that plays meanwhile', async () => {
  clearQueue()
  await usePlayer.getState().play(queueOf('others', songs.slice(0, 2)), 0)
  undoNewest()
  expect(await order()).toBe('ab')
})

test('a playlist of the queue holds its tracks in order, and no clip', async () => {
  const clip = { id: 'k', title: 'k', artist: '', duration_s: 1, url: '/media/k.wav' }
  usePlayer.getState().playNext('clips', [clip])
  moveInQueue(5, 2)
  const { queue } = usePlayer.getState()
  const items = queue ? await playlistItemsOf(queue) : []
  expect(items.map(({ track_id }) => track_id)).toEqual(['a', 'b', 'e', 'c', 'd'])
})
