import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FakeBuffer, FakeContext } from '../../tests/fakeAudio'
import { Audition, type AuditionSound } from './audition'
import type { SoundBank } from './soundBank'
import { leaveSound, soundOwner, takeSound } from './soundOwner'

const RATE = 48_000
const BEAT = 24_000 // at 120 BPM

/** Sounds by address: their length in frames. */
const FRAMES: Record<string, number> = {
  bar: 4 * BEAT,
  'two-bars': 8 * BEAT - 3,
  mine: 16 * BEAT,
  kick: 9_000,
}

let context: FakeContext
let slow: Map<string, (buffer: AudioBuffer) => void>
let audition: Audition

function buffer(url: string): AudioBuffer {
  const made = new FakeBuffer(2, FRAMES[url] ?? BEAT, RATE)
  for (const channel of made.data) channel.fill(0.5)
  return made as unknown as AudioBuffer
}

beforeEach(() => {
  context = new FakeContext()
  context.state = 'running'
  slow = new Map()
  const kept = new Map<string, AudioBuffer>()
  const bank = {
    get: async (url: string) => {
      if (url === 'broken') throw new Error('The file is gone.')
      if (url.startsWith('slow')) return new Promise<AudioBuffer>((done) => slow.set(url, done))
      const sound = kept.get(url) ?? buffer(url)
      kept.set(url, sound)
      return sound
    },
    keepOnly: vi.fn(),
    expect: vi.fn(),
  }
  audition = new Audition({
    context: () => context as unknown as AudioContext,
    bank: bank as unknown as SoundBank,
  })
})
afterEach(() => {
  const owner = soundOwner()
  if (owner) leaveSound(owner)
})

function sound(url: string, part: Partial<AuditionSound> = {}): AuditionSound {
  return { id: url, url, title: url, loudnessLufs: -14, isOneShot: false, bpm: 120, ...part }
}

const running = () => context.sources.filter((source) => source.stoppedAt === null)
const beatsOf = (place: number) => (context.sources[place]?.buffer?.length ?? 0) / BEAT

test('a loop goes round and round, as long as its beats to the frame', async () => {
  await audition.play(sound('two-bars'))
  const [source] = running()
  expect(source?.loop).toBe(true)
  expect(source?.offset).toBe(0)
  expect(source?.buffer?.length).toBe(8 * BEAT)
  // The missing frames are those that come next anyway: no gap.
  expect(source?.buffer?.data[0]?.at(-1)).toBe(0.5)
  expect(audition.read()).toMatchObject({ state: 'playing', soundId: 'two-bars' })
})

test('the player falls silent, and an audition does when something else sounds', async () => {
  const player = { playing: () => true, pause: vi.fn(), toggle: vi.fn() }
  takeSound(player)
  await audition.play(sound('bar'))
  expect(player.pause).toHaveBeenCalledOnce()
  takeSound(player)
  expect(audition.read().state).toBe('silent')
  expect(running()).toHaveLength(0)
})

test('another candidate takes over on the next beat, where the bar is just then', async () => {
  await audition.play(sound('bar'))
  const began = context.sources[0]?.when ?? 0
  context.currentTime = began + 1.2
  await audition.play(sound('two-bars'))
  const [before, after] = context.sources
  expect(after?.when).toBeCloseTo(began + 1.5)
  expect(after?.offset).toBeCloseTo(1.5)
  expect(before?.stoppedAt).toBeGreaterThanOrEqual(began + 1.5)
  expect(before?.stoppedAt).toBeLessThan(began + 1.52)
})

test('without waiting for the beat it takes over at once, still in step', async () => {
  audition.setQuantise(false)
  await audition.play(sound('bar'))
  const began = context.sources[0]?.when ?? 0
  context.currentTime = began + 1.2
  await audition.play(sound('two-bars'))
  const after = context.sources[1]
  expect((after?.when ?? 0) - context.currentTime).toBeLessThan(0.04)
  expect(after?.offset).toBeCloseTo((after?.when ?? 0) - began)
})

test('my loop begins with the first candidate and goes on through the others', async () => {
  audition.setBase(sound('mine'))
  await audition.play(sound('bar'))
  expect(running()).toHaveLength(2)
  expect(new Set(running().map(({ when }) => when)).size).toBe(1)
  expect([beatsOf(0), beatsOf(1)]).toEqual([4, 16])
  context.currentTime += 3.1
  await audition.play(sound('two-bars'))
  expect(context.sources).toHaveLength(3)
  const [, mine, next] = context.sources
  expect(mine?.stoppedAt).toBeNull()
  // In step: the candidate is where my loop is, a whole number of its rounds apart.
  const place = ((next?.when ?? 0) - (mine?.when ?? 0)) % 4
  expect(next?.offset).toBeCloseTo(place)
})

test('my loop joins and leaves while a candidate plays', async () => {
  audition.setBase(sound('mine'))
  audition.setWithBase(false)
  await audition.play(sound('bar'))
  expect(running()).toHaveLength(1)
  const began = context.sources[0]?.when ?? 0
  context.currentTime = began + 0.7
  audition.setWithBase(true)
  await vi.waitFor(() => expect(running()).toHaveLength(2))
  const mine = running().find(({ buffer }) => buffer?.length === 16 * BEAT)
  expect(mine?.when).toBeCloseTo(began + 1)
  expect(mine?.offset).toBeCloseTo(1)
  audition.setWithBase(false)
  await vi.waitFor(() => expect(running()).toHaveLength(1))
})

test('nothing is heard against itself, nor against a loop in another tempo', async () => {
  audition.setBase(sound('mine'))
  await audition.play(sound('mine'))
  expect(running()).toHaveLength(1)
  await audition.play(sound('bar', { bpm: 128 }))
  expect(running()).toHaveLength(1)
})

test('a one-shot sounds once, against a loop on each bar and at once', async () => {
  await audition.play(sound('kick', { isOneShot: true }))
  expect(context.sources[0]).toMatchObject({ loop: false, offset: 0 })
  context.sources[0]?.onended?.()
  expect(audition.read().state).toBe('silent')

  audition.setBase(sound('mine'))
  await audition.play(sound('bar'))
  const mine = running().find(({ buffer }) => buffer?.length === 16 * BEAT)
  context.currentTime = (mine?.when ?? 0) + 0.7
  await audition.play(sound('kick', { isOneShot: true }))
  const [round, hit] = context.sources.slice(-2)
  expect(round?.loop).toBe(true)
  expect(round?.buffer?.length).toBe(4 * BEAT)
  expect(round?.buffer?.data[0]?.at(-1)).toBe(0)
  expect(hit?.when).toBeCloseTo((mine?.when ?? 0) + 1)
  expect(hit?.stoppedAt).toBeCloseTo((mine?.when ?? 0) + 2)
})

test('however long it takes to make sounds ready, all begin later than that, at one moment', async () => {
  const { createBuffer } = context
  vi.spyOn(context, 'createBuffer').mockImplementation((...size) => {
    context.currentTime += 0.2
    return createBuffer(...size)
  })
  audition.setBase(sound('mine'))
  await audition.play(sound('bar'))
  const moments = running().map(({ when }) => when)
  expect(new Set(moments).size).toBe(1)
  expect(moments[0]).toBeGreaterThan(context.currentTime)
})

test('what was overtaken while it was fetched does not sound', async () => {
  const late = audition.play(sound('slow'))
  await audition.play(sound('bar'))
  slow.get('slow')?.(buffer('two-bars'))
  await late
  expect(context.sources).toHaveLength(1)
  expect(audition.read()).toMatchObject({ state: 'playing', soundId: 'bar' })
})

test('while the next one is fetched the one before goes on', async () => {
  await audition.play(sound('bar'))
  void audition.play(sound('slow'))
  expect(audition.read()).toMatchObject({ state: 'loading', soundId: 'slow' })
  expect(running()).toHaveLength(1)
})

test('what cannot be heard says why; a loop that cannot join in keeps nobody silent', async () => {
  await audition.play(sound('broken'))
  expect(audition.read()).toMatchObject({
    state: 'failed',
    failure: '“broken” cannot be played: The file is gone.',
  })
  audition.setBase(sound('broken'))
  await audition.play(sound('bar'))
  expect(audition.read().state).toBe('playing')
  expect(audition.read().failure).toMatch(/cannot join in: The file is gone/)
})

test('another tempo begins anew', async () => {
  await audition.play(sound('bar'))
  context.currentTime += 1.3
  await audition.play(sound('bar', { bpm: 60, id: 'other' }))
  expect(context.sources[0]?.stoppedAt).not.toBeNull()
  expect(context.sources[1]?.offset).toBe(0)
  expect((context.sources[1]?.when ?? 0) - context.currentTime).toBeLessThan(0.04)
})

test('what sounds goes on in the new tempo of the session', async () => {
  await audition.play(sound('bar'))
  audition.refit([sound('two-bars', { bpm: 100 }), sound('mine', { id: 'bar', bpm: 100 })])
  await vi.waitFor(() => expect(running()[0]?.buffer?.length).toBe(4 * 4 * 28_800))
  audition.refit([sound('mine', { id: 'bar', bpm: 100 })])
  audition.refit([sound('two-bars', { bpm: 90 })])
  expect(context.sources).toHaveLength(2)
})

test('without a tempo loops go round as they are', async () => {
  await audition.play(sound('two-bars', { bpm: null }))
  expect(running()[0]?.buffer?.length).toBe(FRAMES['two-bars'])
  expect(running()[0]?.loop).toBe(true)
})

test('the same button stops, the key for play takes up what was heard last', async () => {
  audition.toggle(sound('bar'))
  await vi.waitFor(() => expect(audition.read().state).toBe('playing'))
  audition.toggle(sound('bar'))
  expect(audition.read().state).toBe('silent')
  audition.toggle()
  await vi.waitFor(() => expect(audition.read()).toMatchObject({ soundId: 'bar' }))
  const leave = audition.hold()
  leave()
  expect(audition.read().state).toBe('silent')
  expect(soundOwner()).toBeNull()
})

test('where it is goes round with the loop', async () => {
  expect(audition.progress()).toBeNull()
  await audition.play(sound('bar'))
  const began = context.sources[0]?.when ?? 0
  expect(audition.progress()).toBeNull()
  context.currentTime = began + 0.5
  expect(audition.progress()).toBeCloseTo(0.25)
  context.currentTime = began + 2.5
  expect(audition.progress()).toBeCloseTo(0.25)
})
