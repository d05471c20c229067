import { expect, test } from 'vitest'
import { barRange, layoutBar, roundTogether, signed } from './scoreBar'

const MIXED = { similarity: 0.6, tempo: 0.15, key: -0.1, freshness: 0.05, mood: 0, role: 0 }

test('what speaks for a sample lies right of zero, end to end; what speaks against it left', () => {
  const range = barRange([MIXED])
  expect(range).toEqual({ low: -0.1, high: 0.8 })
  const parts = layoutBar(MIXED, range)
  expect(parts.map(({ name }) => name)).toEqual(['similarity', 'tempo', 'key', 'freshness'])
  const zero = 0.1 / 0.9
  const [similarity, tempo, key, freshness] = parts
  expect(similarity?.start).toBeCloseTo(zero)
  expect(tempo?.start).toBeCloseTo(zero + 0.6 / 0.9)
  expect(key).toMatchObject({ start: expect.closeTo(0), width: expect.closeTo(zero) })
  expect((freshness?.start ?? 0) + (freshness?.width ?? 0)).toBeCloseTo(1)
})

test('all bars of a list have one scale, and stay within it', () => {
  const lists: Record<string, number>[] = [
    MIXED,
    { similarity: -0.3, tempo: -0.15, key: 0.1 },
    { similarity: 0.9 },
  ]
  const range = barRange(lists)
  for (const part of lists.flatMap((components) => layoutBar(components, range))) {
    expect(part.start).toBeGreaterThanOrEqual(-1e-9)
    expect(part.start + part.width).toBeLessThanOrEqual(1 + 1e-9)
    expect(part.width).toBeCloseTo(Math.abs(part.value) / (range.high - range.low))
  }
})

test('faint reasons do not fill the bar', () => {
  expect(layoutBar({ freshness: 0.03 }, barRange([{ freshness: 0.03 }]))[0]?.width).toBeCloseTo(0.1)
})

test.each([
  [[0.3334, 0.3334, 0.3332]],
  [[0.6249, 0.15, -0.0333, 0.0414]],
  [[-0.0501, -0.1504, 0.0005]],
  [[0, 0, 0]],
])('the figures of %j add up to their rounded sum', (values) => {
  const rounded = roundTogether(values, 3)
  const total = values.reduce((sum, value) => sum + value, 0)
  const shown = rounded.reduce((sum, value) => sum + value, 0)
  expect(shown).toBeCloseTo(Math.round(total * 1000) / 1000, 9)
  rounded.forEach((value, place) => {
    expect(Math.abs(value - (values[place] ?? 0))).toBeLessThan(0.001)
  })
})

test('a figure has its sign, and none when it is nothing', () => {
  expect([signed(0.15, 2), signed(-0.1, 2), signed(0.0001, 2)]).toEqual(['+0.15', '−0.10', '0.00'])
})
