import { expect, test } from 'vitest'
import { nearestFlight } from './mapCamera'

test('a flight to a track of a small map keeps others in view', () => {
  expect(nearestFlight(1)).toBe(1.5)
  expect(nearestFlight(41)).toBe(1.5)
  expect(nearestFlight(480)).toBe(4)
})

test('a flight on a large map ends near, but not at the bottom', () => {
  expect(nearestFlight(1_000_000)).toBe(14)
})
