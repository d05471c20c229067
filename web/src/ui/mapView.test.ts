import { expect, test } from 'vitest'
import {
  fitView,
  type MapPoints,
  panView,
  placeOf,
  toPlane,
  toScreen,
  viewBetween,
  viewOfPlaces,
  zoomView,
} from './mapView'

const points: MapPoints = {
  count: 2,
  positions: new Uint16Array([0, 0, 65_535, 65_535]),
  spanX: 1,
  spanY: 0.5,
}
const size = { width: 800, height: 600 }

test('a row lies where its figures say, over the spans of the plane', () => {
  expect(placeOf(points, 0)).toEqual({ x: 0, y: 0 })
  expect(placeOf(points, 1)).toEqual({ x: 1, y: 0.5 })
})

test('all points fit into the window, and up in the plane is up on the page', () => {
  const view = fitView(points, size)
  const first = toScreen(view, size, placeOf(points, 0))
  const last = toScreen(view, size, placeOf(points, 1))
  expect(first.x).toBeGreaterThan(0)
  expect(last.x).toBeLessThan(size.width)
  expect(first.y).toBeGreaterThan(last.y)
})

test('what lies under the pointer stays there while one zooms', () => {
  const before = fitView(points, size)
  const at = { x: 500, y: 280 }
  const after = zoomView(before, 3, { at, size, points })
  expect(after.pxPerUnit).toBeCloseTo(3 * before.pxPerUnit)
  const there = toPlane(after, size, at)
  expect(there.x).toBeCloseTo(toPlane(before, size, at).x)
  expect(there.y).toBeCloseTo(toPlane(before, size, at).y)
})

test('nobody gets lost beside the map, or so far away that it is a dot', () => {
  const view = fitView(points, size)
  expect(panView(view, { x: -99_999, y: 0 }, points).x).toBe(1)
  const far = zoomView(view, 1e-9, { at: { x: 400, y: 300 }, size, points })
  expect(far.pxPerUnit).toBeGreaterThan(view.pxPerUnit / 2)
})

test('a single track is flown to from near, but not from within', () => {
  const whole = fitView(points, size)
  const view = viewOfPlaces(points, [{ x: 0.3, y: 0.2 }], { size, nearest: 14 })
  expect(view).toEqual({ x: 0.3, y: 0.2, pxPerUnit: 14 * whole.pxPerUnit })
})

test('a flight begins and ends where it should', () => {
  const from = { x: 0, y: 0, pxPerUnit: 10 }
  const to = { x: 1, y: 2, pxPerUnit: 1000 }
  expect(viewBetween(from, to, 0)).toEqual(from)
  expect(viewBetween(from, to, 1).pxPerUnit).toBeCloseTo(1000)
  expect(viewBetween(from, to, 0.5).pxPerUnit).toBeCloseTo(100)
})
