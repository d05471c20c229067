import { expect, test } from 'vitest'
import { placeLabels } from './mapLabels'
import { extendExtent, extentOf, makeProjection, nextPlace } from './mapScale'

const first = [
  { x: -1, y: 0 },
  { x: 1, y: 0.5 },
]

test('the first clips fill the map with air around', () => {
  const { left, right, bottom, top } = extentOf(first)
  expect(left).toBeLessThan(-1)
  expect(right).toBeGreaterThan(1)
  expect(bottom).toBeLessThan(0)
  expect(top).toBeGreaterThan(0.5)
})

test('clips that are all alike stay together', () => {
  const extent = extentOf([{ x: 0.3, y: 0.3 }])
  expect(extent.right - extent.left).toBeGreaterThan(0.01)
  expect(
    Number.isFinite(makeProjection(extent, { width: 10, height: 10 })({ x: 0.3, y: 0.3 }).x),
  ).toBe(true)
})

test('clips that come later do not move those that were there, unless they lie outside', () => {
  const extent = extentOf(first)
  expect(extendExtent(extent, [{ x: 0, y: 0.2 }])).toBe(extent)
  const wider = extendExtent(extent, [{ x: 3, y: 0.2 }])
  expect(wider.right).toBeGreaterThan(3)
  expect({ ...wider, right: extent.right }).toEqual(extent)
})

test('the same distance is as long in both directions, and up is up', () => {
  const project = makeProjection(
    { left: 0, right: 4, bottom: 0, top: 1 },
    { width: 200, height: 200 },
  )
  const [origin, right, up] = [
    project({ x: 0, y: 0 }),
    project({ x: 1, y: 0 }),
    project({ x: 0, y: 1 }),
  ]
  expect(right.x - origin.x).toBeCloseTo(50)
  expect(origin.y - up.y).toBeCloseTo(50)
})

test('an arrow key leads to the nearest place that way', () => {
  const places = [
    { id: 'far', x: 5, y: 0 },
    { id: 'near', x: 2, y: 0.5 },
    { id: 'above', x: 0.5, y: 4 },
  ]
  const here = { x: 0, y: 0 }
  expect(nextPlace(places, here, 'ArrowRight')?.id).toBe('near')
  expect(nextPlace(places, here, 'ArrowUp')?.id).toBe('above')
  expect(nextPlace(places, here, 'ArrowLeft')).toBeUndefined()
  expect(nextPlace(places, here, 'a')).toBeUndefined()
})

const size = { width: 300, height: 200 }

test('names on the map never cover each other, a dot or the edge', () => {
  const wishes = ['a', 'b', 'c', 'd'].map((id) => ({ id, words: 'dark techno', x: 150, y: 100 }))
  const dots = [{ x: 150, y: 85 }]
  const shown = placeLabels(wishes, dots, size)
  expect(shown.length).toBeGreaterThan(1)
  expect(new Set(shown.map(({ y }) => y)).size).toBe(shown.length)
  for (const { y } of shown) expect(y < 79 || y - 13 > 91).toBe(true)
  const [edge] = placeLabels([{ id: 'e', words: 'a long name', x: 299, y: 100 }], [], size)
  expect((edge?.x ?? 999) + 'a long name'.length * 6.3).toBeLessThanOrEqual(300)
})

test('a name without room is left to the legend', () => {
  const wishes = Array.from({ length: 30 }, (_, place) => ({
    id: String(place),
    words: 'dark techno',
    x: 150,
    y: 100,
  }))
  expect(placeLabels(wishes, [], size).length).toBeLessThan(30)
})
