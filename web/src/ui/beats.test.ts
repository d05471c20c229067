import { expect, test } from 'vitest'
import { chooseTicks, medianGap, tickPath, zoomForBeats } from './beats'

const every = (gapS: number, count: number) => Array.from({ length: count }, (_, i) => i * gapS)
const ticks = { beatsS: every(0.5, 480), downbeatsS: every(2, 120) } // 120 BPM for four minutes

test('with room for them all, beats and first beats are drawn', () => {
  expect(chooseTicks(ticks, 240, 240 * 12)).toEqual(ticks)
})

test('with less room only first beats are, with little none: never a smear', () => {
  expect(chooseTicks(ticks, 240, 240 * 3)).toEqual({ beatsS: [], downbeatsS: ticks.downbeatsS })
  expect(chooseTicks(ticks, 240, 300)).toEqual({ beatsS: [], downbeatsS: [] })
  expect(chooseTicks(ticks, 0, 300)).toEqual({ beatsS: [], downbeatsS: [] })
})

test('zooming in makes room for beats, within what a browser can draw', () => {
  const zoom = zoomForBeats(ticks.beatsS, 240, 300)
  expect(chooseTicks(ticks, 240, 300 * zoom).beatsS).toHaveLength(480)
  expect(zoomForBeats(every(0.3, 20_000), 6_000, 300) * 300).toBe(8_000)
  expect(zoomForBeats([], 240, 300)).toBe(1)
  expect(zoomForBeats(ticks.beatsS, 240, 9_000)).toBe(1)
})

test('one missing beat does not change the usual gap', () => {
  expect(medianGap([0, 0.5, 1, 2, 2.5])).toBe(0.5)
  expect(medianGap([1])).toBe(0)
})

test('a tick stands on the bottom', () => {
  expect(tickPath([0.5, 1], 10, 4)).toBe('M0.500 10v-4M1.000 10v-4')
})
