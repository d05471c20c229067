import { expect, test } from 'vitest'
import { readBound } from './RangeField'

test('an end is read with point or comma, in the unit of the API', () => {
  expect(readBound('1,5', 100, 60)).toBe(90)
  expect(readBound(' 120 ', 1000, 1)).toBe(120)
  expect(readBound('35', 100, 0.01)).toBe(0.35)
})

test('an empty end is open, and what is no number or too large is none', () => {
  expect(readBound('', 100, 1)).toBeUndefined()
  expect(readBound('fast', 100, 1)).toBeUndefined()
  expect(readBound('101', 100, 1)).toBeUndefined()
  expect(readBound('-1', 100, 1)).toBeUndefined()
})
