import { expect, test } from 'vitest'
import { buildIndex, nearestRow, rowsInside } from './mapIndex'
import { type MapPoints, type Place, placeOf } from './mapView'

/** Points that lie all over, the same in each run (a linear congruential generator). */
function scattered(count: number): MapPoints {
  let state = 7
  const positions = Uint16Array.from({ length: 2 * count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state >>> 16
  })
  return { count, positions, spanX: 1, spanY: 0.6 }
}

const points = scattered(3_000)
const index = buildIndex(points)
const all = () => true
const rows = Array.from({ length: points.count }, (_, row) => row)

test('every row is in the index once', () => {
  expect([...index.rows].sort((a, b) => a - b)).toEqual(rows)
})

test('the nearest point is the one that looking at all of them finds', () => {
  for (const at of [
    { x: 0.5, y: 0.3 },
    { x: 0.01, y: 0.59 },
    { x: 0.9, y: 0.05 },
  ]) {
    const far = (row: number) => {
      const { x, y } = placeOf(points, row)
      return Math.hypot(x - at.x, y - at.y)
    }
    const best = rows.reduce((a, b) => (far(b) < far(a) ? b : a))
    expect(nearestRow(index, at, { reach: 0.2, wanted: all })).toBe(best)
    expect(nearestRow(index, at, { reach: 0.2, wanted: (row) => row !== best })).not.toBe(best)
  }
})

test('where nothing is near, nothing is found', () => {
  expect(nearestRow(index, { x: 3, y: 3 }, { reach: 0.1, wanted: all })).toBeNull()
})

test('a line around points finds those inside, in the order of rows', () => {
  const box: Place[] = [
    { x: 0.2, y: 0.1 },
    { x: 0.7, y: 0.1 },
    { x: 0.7, y: 0.4 },
    { x: 0.2, y: 0.4 },
  ]
  const inside = rows.filter((row) => {
    const { x, y } = placeOf(points, row)
    return x > 0.2 && x < 0.7 && y > 0.1 && y < 0.4
  })
  expect([...rowsInside(index, box, all)]).toEqual(inside)
  const even = (row: number) => row % 2 === 0
  expect([...rowsInside(index, box, even)]).toEqual(inside.filter(even))
})

test('a bay in the line is outside', () => {
  const ell: Place[] = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 0.3 },
    { x: 0.5, y: 0.3 },
    { x: 0.5, y: 0.6 },
    { x: 0, y: 0.6 },
  ]
  for (const row of rowsInside(index, ell, all)) {
    const { x, y } = placeOf(points, row)
    expect(x <= 0.5 || y <= 0.3).toBe(true)
  }
})

test('less than a triangle holds nothing', () => {
  expect(
    rowsInside(
      index,
      [
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ],
      all,
    ),
  ).toHaveLength(0)
})
