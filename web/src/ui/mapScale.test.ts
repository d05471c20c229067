import { expect, test } from 'vitest'
import { colorTable, countOfEntry, countValues, keyScale, namesScale, tempoScale } from './mapScale'
import { categoryColor, oklchToRgb } from './palette'

const scales = [namesScale('genre', ['Ambient', 'Techno'], 'No genre'), tempoScale(), keyScale()]

test.each(scales)('of $noun, each of the 256 values belongs to one entry', (scale) => {
  const values = scale.entries.flatMap((entry) => entry.values)
  expect(values.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 256 }, (_, v) => v))
})

test('a tempo stands in its bin, and none at 0', () => {
  const labelOf = (bpm: number) =>
    tempoScale().entries.find(({ values }) => values.includes(bpm))?.label
  expect([0, 69, 70, 129, 170, 255].map(labelOf)).toEqual([
    'No tempo',
    'Below 70',
    '70–89',
    '110–129',
    '170 and more',
    '170 and more',
  ])
})

test('keys go round by fifths, each with its relative minor', () => {
  const labels = keyScale().entries.map(({ label }) => label)
  expect(labels.slice(0, 6)).toEqual(['C', 'Am', 'G', 'Em', 'D', 'Bm'])
  expect(keyScale().entries.find(({ label }) => label === 'Am')?.values).toEqual([21])
})

test('entries count the points that have their values', () => {
  const counts = countValues(new Uint8Array([0, 0, 1, 255, 7]))
  const scale = namesScale('genre', ['Ambient', 'Techno'], 'No genre')
  expect(scale.entries.map((entry) => countOfEntry(entry, counts))).toEqual([2, 1, 2])
})

test('a hidden entry keeps its colour and is clear', () => {
  const scale = namesScale('genre', ['Ambient', 'Techno'], 'No genre')
  const shown = colorTable(scale, new Set())
  const table = colorTable(scale, new Set(['1']))
  expect(table[3]).toBe(255)
  expect([...table.slice(4, 7)]).toEqual([...shown.slice(4, 7)])
  expect(table[7]).toBe(0)
})

test('colours come out as a browser makes them', () => {
  // CSS Color 4 gives oklch(51.975% 0.17686 142.495) as the green of sRGB, #008000.
  expect(oklchToRgb('oklch(0.51975 0.17686 142.495)')).toEqual({ red: 0, green: 128, blue: 0 })
  expect(oklchToRgb('oklch(1 0 0)')).toEqual({ red: 255, green: 255, blue: 255 })
})

test('three dozen categories have each a colour of their own', () => {
  const colors = Array.from({ length: 36 }, (_, place) => categoryColor(place))
  expect(new Set(colors).size).toBe(36)
})
