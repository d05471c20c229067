import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { playback, volumeOf } from './playback'
import { queueOf, usePlayer } from './player'

const songs = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, title: id, artist: '', duration_s: 10 }))
const start = usePlayer.getInitialState()
const onFailure = vi.fn()
let detach: () => void

const audio = () => document.querySelector('audio') as HTMLAudioElement
const settle = () => new Promise((done) => setTimeout(done))

beforeEach(() => {
  usePlayer.setState(start, true)
  onFailure.mockReset()
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue()
  vi.spyOn(HTMLMediaElement.prototype, 'pause').mockReturnValue()
  detach = playback.attach(onFailure)
})
afterEach(() => detach())

test('the one audio element streams the track of the store', async () => {
  await usePlayer.getState().play(queueOf('songs', songs), 0)
  expect(audio().getAttribute('src')).toBe('/api/v1/tracks/a/audio')
  expect(document.querySelectorAll('audio')).toHaveLength(1)
  expect(HTMLMediaElement.prototype.play).toHaveBeenCalled()
})

test('when a track ends the next one begins', async () => {
  await usePlayer.getState().play(queueOf('songs', songs), 0)
  audio().dispatchEvent(new Event('ended'))
  await settle()
  expect(usePlayer.getState().track?.id).toBe('b')
})

test('after the last track it is quiet', async () => {
  await usePlayer.getState().play(queueOf('songs', songs), 4)
  audio().dispatchEvent(new Event('ended'))
  await settle()
  expect(usePlayer.getState().playing).toBe(false)
})

test('one track that is repeated begins anew, and can still be skipped when it is broken', async () => {
  usePlayer.getState().setRepeat('one')
  await usePlayer.getState().play(queueOf('songs', songs), 0)
  audio().currentTime = 9
  audio().dispatchEvent(new Event('ended'))
  await settle()
  expect(usePlayer.getState()).toMatchObject({ playing: true, track: { id: 'a' } })
  expect(audio().currentTime).toBe(0)
  audio().dispatchEvent(new Event('error'))
  await settle()
  expect(usePlayer.getState().track?.id).toBe('b')
  audio().dispatchEvent(new Event('playing'))
})

test('tracks that cannot be played are told of and skipped, but not for ever', async () => {
  await usePlayer.getState().play(queueOf('songs', songs), 0)
  for (let i = 0; i < 3; i++) {
    audio().dispatchEvent(new Event('error'))
    await settle()
  }
  expect(onFailure.mock.calls.map(([title]) => title)).toEqual(['a', 'b', 'c'])
  expect(usePlayer.getState().track?.id).toBe('c')
  expect(usePlayer.getState().playing).toBe(false)
})

test('volume and silence reach the element', () => {
  usePlayer.getState().setVolume(0.25)
  expect(audio().volume).toBe(0.25)
  usePlayer.getState().toggleMute()
  expect(audio().muted).toBe(true)
})

test('a clip sounds from its own address, turned down as far as it asks', async () => {
  const clip = { id: 'k', title: 'k', artist: '', duration_s: 2 }
  const queue = queueOf('clips', [{ ...clip, url: '/media/s/k.wav', gain_db: -20 }])
  usePlayer.getState().setVolume(0.8)
  await usePlayer.getState().play(queue, 0)
  expect(audio().getAttribute('src')).toBe('/media/s/k.wav')
  expect(audio().volume).toBeCloseTo(0.08)
  usePlayer.getState().setGain(undefined)
  expect(audio().volume).toBe(0.8)
})

test('nothing is ever turned up', () => {
  const track = { id: 'k', title: 'k', artist: '', duration_s: 2, gain_db: 12 }
  expect(volumeOf({ volume: 0.5, track })).toBe(0.5)
  expect(volumeOf({ volume: 0.5, track: null })).toBe(0.5)
})
