import { expect, test } from 'vitest'
import { levelOf, matchedGains } from './loopLevels'

const dbOf = (gain: number) => 20 * Math.log10(gain)

test('two sounds are equally loud, only turned down, and cannot clip together', () => {
  for (const loud of [-6, -12, -20, -27]) {
    for (const quiet of [-9, -14, -25]) {
      const levels = [
        { loudnessLufs: loud, peak: 1 },
        { loudnessLufs: quiet, peak: 0.7 },
      ]
      const [a = 0, b = 0] = matchedGains(levels)
      expect(dbOf(a) + loud).toBeCloseTo(dbOf(b) + quiet)
      expect(Math.max(a, b)).toBeLessThanOrEqual(1)
      expect(a * 1 + b * 0.7).toBeLessThan(0.9)
    }
  }
})

test('a loop is hardly louder alone than against another of the same kind', () => {
  const loop = { loudnessLufs: -14, peak: 0.5 }
  expect(matchedGains([loop])[0]).toBeCloseTo(matchedGains([loop, loop])[0] ?? 0)
})

test('one that is very quiet does not turn the other down to silence', () => {
  const [quiet, loud = 0] = matchedGains([
    { loudnessLufs: -60, peak: 0.01 },
    { loudnessLufs: -10, peak: 0.5 },
  ])
  expect(quiet).toBe(1)
  expect(dbOf(loud)).toBeCloseTo(-20)
})

test('loudness is measured where nobody did, silence between hits left out', () => {
  const sine = Float32Array.from({ length: 4_800 }, (_, i) => 0.5 * Math.sin(i / 7.3))
  const sparse = new Float32Array(48_000)
  sparse.set(sine)
  const full = levelOf([sine, sine], null)
  expect(full.loudnessLufs).toBeCloseTo(-0.691 + 10 * Math.log10(0.25), 0)
  expect(levelOf([sparse, sparse], null).loudnessLufs).toBeCloseTo(full.loudnessLufs, 0)
  expect(full.peak).toBeCloseTo(0.5, 2)
  expect(levelOf([sine], -11).loudnessLufs).toBe(-11)
  expect(levelOf([new Float32Array(10)], null)).toEqual({ loudnessLufs: -70, peak: 0 })
})
