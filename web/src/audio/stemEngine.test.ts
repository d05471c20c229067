import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FakeContext, type FakeSource, fileServer, wavFile } from '../../tests/fakeAudio'
import { leaveSound, soundOwner } from './soundOwner'
import { type EngineOptions, gainOf, SILENT_DB, StemEngine } from './stemEngine'

const RATE = 48_000
const ROLES = ['drums', 'bass', 'lead']
const SHORT_S = 5
/** Long enough, with three stems, to be played in pieces. */
const LONG_S = 125

let context: FakeContext
let server: ReturnType<typeof fileServer>

beforeEach(() => {
  vi.useFakeTimers()
  context = new FakeContext()
})
afterEach(() => {
  const owner = soundOwner()
  if (owner) leaveSound(owner)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function serve(durationS: number, rate = RATE) {
  // Silence of one length is one array of bytes: made once, it stands for every stem.
  const file = wavFile(durationS * rate, undefined, rate)
  server = fileServer(Object.fromEntries(ROLES.map((role) => [`/${role}.wav`, file])))
  vi.stubGlobal('fetch', server.answer)
}

function makeEngine(durationS: number, part: Partial<EngineOptions> = {}) {
  serve(durationS, durationS === LONG_S ? 1_000 : RATE)
  return new StemEngine({
    context: () => context as unknown as AudioContext,
    stems: ROLES.map((id) => ({ id, url: `/${id}.wav` })),
    durationS,
    ...part,
  })
}

/** Let time pass on both clocks, with everything that waits for it. */
async function pass(seconds: number) {
  for (let left = seconds; left > 0; left -= 0.25) {
    context.currentTime += Math.min(0.25, left)
    await vi.advanceTimersByTimeAsync(250)
  }
}

const running = () => context.sources.filter((source) => source.stoppedAt === null)
const stemGain = (place: number) => context.gains[4 + place]?.gain.value
const [MIX, REFERENCE, MASTER] = [1, 2, 3]
const gainAt = (place: number) => context.gains[place]?.gain.value

test('all stems begin at one moment, a whole frame of the clock', async () => {
  const engine = makeEngine(SHORT_S)
  await engine.play()
  const moments = new Set(context.sources.map(({ when }) => when))
  expect(context.sources).toHaveLength(ROLES.length)
  expect(moments.size).toBe(1)
  const [when = 0] = moments
  expect(when).toBeGreaterThan(context.currentTime)
  expect(Math.abs(when * RATE - Math.round(when * RATE))).toBeLessThan(1e-6)
})

test('no context is made before somebody wants to hear something', () => {
  const make = vi.fn()
  const engine = makeEngine(SHORT_S, { context: make })
  engine.set('bass', { muted: true })
  engine.setMaster(-6)
  engine.seek(2)
  expect(make).not.toHaveBeenCalled()
})

test('the position follows the clock, stops with pause and goes on from there', async () => {
  const engine = makeEngine(SHORT_S)
  await engine.play()
  await pass(1)
  expect(engine.position()).toBeGreaterThan(0.85)
  expect(engine.position()).toBeLessThan(1)
  engine.pause()
  const paused = engine.position()
  await pass(1)
  expect(engine.position()).toBe(paused)
  expect(running()).toHaveLength(0)
  await engine.play()
  expect(running().map(({ offset }) => offset)).toEqual(ROLES.map(() => paused))
})

test('a seek while it plays begins all stems anew at the place', async () => {
  const engine = makeEngine(SHORT_S)
  await engine.play()
  engine.seek(3)
  await pass(0.25)
  expect(running().map(({ offset }) => offset)).toEqual([3, 3, 3])
  expect(new Set(running().map(({ when }) => when)).size).toBe(1)
  expect(engine.read().state).toBe('playing')
})

test('at the end it stops and stands at the beginning', async () => {
  const engine = makeEngine(SHORT_S)
  await engine.play()
  await pass(SHORT_S + 1)
  expect(engine.read().state).toBe('paused')
  expect(engine.position()).toBe(0)
})

test('a solo silences the others, a mute wins, and levels are kept', async () => {
  const engine = makeEngine(SHORT_S)
  engine.set('lead', { gainDb: -6 })
  await engine.play()
  expect([0, 1, 2].map(stemGain)).toEqual([1, 1, gainOf(-6)])
  engine.set('lead', { solo: true })
  expect([0, 1, 2].map(stemGain)).toEqual([0, 0, gainOf(-6)])
  engine.set('lead', { muted: true })
  expect([0, 1, 2].map(stemGain)).toEqual([0, 0, 0])
  engine.set('lead', { muted: false, solo: false })
  engine.set('drums', { gainDb: SILENT_DB })
  expect([0, 1, 2].map(stemGain)).toEqual([0, 1, gainOf(-6)])
  engine.setMaster(-12)
  expect(gainAt(MASTER)).toBe(gainOf(-12))
})

test('two engines never sound together', async () => {
  const [first, second] = [makeEngine(SHORT_S), makeEngine(SHORT_S)]
  await first.play()
  await second.play()
  expect(first.read().state).toBe('paused')
  expect(second.read().state).toBe('playing')
})

test('a pause that comes while files load keeps it silent', async () => {
  const engine = makeEngine(SHORT_S)
  const begun = engine.play()
  engine.pause()
  await begun
  expect(context.sources).toHaveLength(0)
  expect(engine.read().state).toBe('paused')
})

test('a stem that cannot be fetched is told of, and the next try may work', async () => {
  const engine = makeEngine(SHORT_S)
  vi.stubGlobal('fetch', async () => new Response(null, { status: 503 }))
  await engine.play()
  expect(engine.read()).toMatchObject({ state: 'failed', failure: expect.stringContaining('503') })
  vi.stubGlobal('fetch', server.answer)
  await engine.play()
  expect(engine.read()).toMatchObject({ state: 'playing', failure: null })
})

// ---------------------------------------------------------------- stems in pieces

/** The stretches of time that one stem's pieces cover, in the order of the file. */
function stretches(sources: readonly FakeSource[]) {
  return sources
    .filter((_, place) => place % ROLES.length === 0)
    .map(({ when, offset, buffer }) => ({
      from: when,
      to: when + (buffer?.duration ?? 0) - offset,
    }))
}

test('long stems are fetched in pieces that follow each other without a gap', async () => {
  const engine = makeEngine(LONG_S)
  await engine.play()
  expect(server.asked.every((request) => request.includes('bytes='))).toBe(true)
  await pass(11)
  const pieces = stretches(context.sources)
  expect(pieces.length).toBeGreaterThanOrEqual(8)
  for (const [place, piece] of pieces.slice(1).entries()) {
    expect(piece.from).toBeCloseTo(pieces[place]?.to ?? 0, 9)
  }
  for (let at = 0; at < context.sources.length; at += ROLES.length) {
    const together = context.sources.slice(at, at + ROLES.length)
    expect(new Set(together.map(({ when }) => when)).size).toBe(1)
  }
})

test('a seek into the middle of a piece begins in it', async () => {
  const engine = makeEngine(LONG_S)
  engine.seek(61.5)
  await engine.play()
  expect(context.sources[0]).toMatchObject({ offset: 1.5 })
  const [first, second] = stretches(context.sources)
  expect((first?.to ?? 0) - (first?.from ?? 0)).toBeCloseTo(0.5, 9)
  expect(second?.from).toBeCloseTo(first?.to ?? 0, 9)
})

test('pieces that were played are let go of, and no more than needed is fetched', async () => {
  const engine = makeEngine(LONG_S)
  await engine.play()
  await pass(20)
  const pieces = server.asked.filter((request) => request.startsWith('/drums')).length - 1
  expect(pieces).toBeLessThanOrEqual(20 / 2 + 6)
})

test('when fetching is too slow all stems wait, and go on together', async () => {
  const engine = makeEngine(LONG_S)
  await engine.play()
  let open: (() => void) | undefined
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    await gate
    return server.answer(url, init)
  })
  await pass(5)
  expect(engine.read().state).toBe('loading')
  const waitedAt = engine.position()
  expect(waitedAt).toBeLessThanOrEqual(4)
  open?.()
  await pass(0.5)
  expect(engine.read().state).toBe('playing')
  const again = context.sources.filter(({ stoppedAt }) => stoppedAt === null)
  expect(new Set(again.slice(0, ROLES.length).map(({ when }) => when)).size).toBe(1)
  expect(engine.position()).toBeGreaterThanOrEqual(waitedAt)
})

// ---------------------------------------------------------------- comparing

function comparison(play = vi.fn(async () => {})) {
  const sound = { output: context.createGain() as unknown as AudioNode, play, pause: vi.fn() }
  context.gains.length = 0 // so that the places above stay what they are
  return { sound, reference: { open: () => sound, gainDb: -3, mixGainDb: -1 } }
}

test('the reference is heard in place of the mix, both equally loud', async () => {
  const { sound, reference } = comparison()
  const engine = makeEngine(SHORT_S, { reference })
  await engine.play()
  expect([gainAt(MIX), gainAt(REFERENCE)]).toEqual([1, 0])
  expect(sound.play).not.toHaveBeenCalled()
  engine.listenTo('reference')
  expect([gainAt(MIX), gainAt(REFERENCE)]).toEqual([0, gainOf(-3)])
  expect(sound.play).toHaveBeenCalledOnce()
  engine.listenTo('mix')
  expect([gainAt(MIX), gainAt(REFERENCE)]).toEqual([gainOf(-1), 0])
  engine.pause()
  expect(sound.pause).toHaveBeenCalled()
})

test('a reference that cannot be played leaves the mix where it was', async () => {
  const { reference } = comparison(vi.fn(() => Promise.reject(new Error('no such codec'))))
  const engine = makeEngine(SHORT_S, { reference })
  await engine.play()
  engine.listenTo('reference')
  await vi.advanceTimersByTimeAsync(1)
  expect(engine.read()).toMatchObject({ side: 'mix', state: 'playing' })
  expect(engine.read().failure).toContain('reference')
  expect(gainAt(MIX)).toBe(1)
})

test('what was released falls silent and can be used again', async () => {
  const engine = makeEngine(SHORT_S)
  await engine.play()
  engine.release()
  expect(running()).toHaveLength(0)
  await engine.play()
  expect(engine.read().state).toBe('playing')
  expect(running()).toHaveLength(ROLES.length)
})
