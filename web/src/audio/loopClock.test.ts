import { expect, test } from 'vitest'
import { fitFrames, loopBeats, makeClock, nextGridS, phaseS, roundFrames } from './loopClock'

const RATE = 48_000
const TEMPI = [87, 92.345, 120, 127, 174.01]

test.each(TEMPI)('at %f BPM the beat is a whole number of frames, hardly off the tempo', (bpm) => {
  const clock = makeClock(bpm, RATE, 1.234_567)
  expect(Number.isInteger(clock.framesPerBeat)).toBe(true)
  expect(Number.isInteger(clock.originFrame)).toBe(true)
  expect(Math.abs((60 * RATE) / clock.framesPerBeat / bpm - 1)).toBeLessThan(3e-5)
})

test.each(TEMPI)('at %f BPM loops of 4, 8 and 16 beats stay in step for an hour', (bpm) => {
  const clock = makeClock(bpm, RATE, 0.5)
  const barsS = 4 * clock.framesPerBeat
  const hour = Math.round((3_600 * RATE) / barsS) * barsS
  const atS = (clock.originFrame + hour) / RATE
  for (const beats of [4, 8, 16]) {
    const phase = phaseS(clock, atS, beats * clock.framesPerBeat) * RATE
    // A bar of each begins: whatever the length, it is a whole number of bars into itself.
    expect(Math.round(phase) % barsS).toBe(0)
  }
})

test('a change waits for the next beat or bar, and not when it is on one', () => {
  const clock = makeClock(120, RATE, 2)
  expect(nextGridS(clock, 2, 1)).toBe(2)
  expect(nextGridS(clock, 2.01, 1)).toBe(2.5)
  expect(nextGridS(clock, 2.5, 1)).toBe(2.5)
  expect(nextGridS(clock, 2.51, 4)).toBe(4)
  expect(nextGridS(clock, 1, 1)).toBe(2)
})

test('a loop that joins late comes in where it would be had it begun with the others', () => {
  const clock = makeClock(120, RATE, 1)
  const twoBars = 8 * clock.framesPerBeat
  expect(phaseS(clock, 1, twoBars)).toBe(0)
  expect(phaseS(clock, 3.5, twoBars)).toBeCloseTo(2.5)
  expect(phaseS(clock, 1 + 4 + 0.5, twoBars)).toBeCloseTo(0.5)
})

test('a loop lasts its beats, what ends between beats a whole number of bars', () => {
  const beat = 24_000
  expect(loopBeats(8 * beat + 900, beat, false)).toBe(8)
  expect(loopBeats(8 * beat - 900, beat, false)).toBe(8)
  expect(loopBeats(3 * beat, beat, false)).toBe(3)
  expect(loopBeats(8.6 * beat, beat, false)).toBe(12)
  expect(loopBeats(0.4 * beat, beat, false)).toBe(4)
  expect(loopBeats(beat, beat, true)).toBe(4)
  expect(loopBeats(4.2 * beat, beat, true)).toBe(8)
  const sound = { length: 8 * beat + 90, sampleRate: RATE }
  expect(roundFrames(sound, 120, false)).toBe(8 * beat)
  expect(roundFrames(sound, null, false)).toBe(8 * beat + 90)
})

test('a loop that is short goes on from its beginning, a one-shot with silence', () => {
  const samples = Float32Array.from([1, 2, 3, 4])
  expect([...fitFrames(samples, 6, false)]).toEqual([1, 2, 3, 4, 1, 2])
  expect([...fitFrames(samples, 6, true)]).toEqual([1, 2, 3, 4, 0, 0])
  expect([...fitFrames(samples, 3, false)]).toEqual([1, 2, 3])
})
