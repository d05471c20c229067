import { expect, test } from 'vitest'
import { makeTapTempo } from './tapTempo'

/** Tap at a tempo with fingers that wander by up to `jitterMs`; return what was said last. */
function tapAt(bpm: number, taps: number, jitterMs: number, seed: number): number {
  const tempo = makeTapTempo()
  let state = seed
  let said: number | null = null
  for (let i = 0; i < taps; i++) {
    state = (state * 48_271) % 2_147_483_647
    const jitter = (state / 2_147_483_647 - 0.5) * 2 * jitterMs
    said = tempo.tap(1_000 + (i * 60_000) / bpm + jitter)
  }
  return said ?? 0
}

test.each([60, 87, 92.5, 120, 128, 174])('taps at %f BPM that wander are heard as it', (bpm) => {
  for (const seed of [1, 7, 42, 99, 1234]) {
    const error = Math.abs(tapAt(bpm, 9, 12, seed) / bpm - 1)
    expect(error).toBeLessThan(0.01)
  }
})

test('even taps are exact to a tenth from the second one on', () => {
  const tempo = makeTapTempo()
  expect(tempo.tap(0)).toBeNull()
  expect(tempo.tap(60_000 / 123.4)).toBe(123.4)
  expect(tempo.tap((2 * 60_000) / 123.4)).toBe(123.4)
})

test('a missed tap and a double one are passed over', () => {
  const tempo = makeTapTempo()
  const beat = 500
  for (const at of [0, 1, 2, 3, 5, 6, 6.1, 7]) tempo.tap(at * beat)
  expect(tempo.tap(8 * beat)).toBe(120)
})

test('after a pause the old tempo is forgotten', () => {
  const tempo = makeTapTempo()
  for (const at of [0, 500, 1_000]) tempo.tap(at)
  expect(tempo.tap(4_000)).toBeNull()
  expect(tempo.tap(4_000 + 60_000 / 90)).toBe(90)
  tempo.reset()
  expect(tempo.tap(5_000)).toBeNull()
})

test('two taps at one moment say nothing', () => {
  const tempo = makeTapTempo()
  tempo.tap(10)
  expect(tempo.tap(10)).toBeNull()
})
