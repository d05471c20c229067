import { expect, test } from 'vitest'
import { followScroll, MOST_PX, scrollScale } from './scrollScale'

const MILLION_ROWS_PX = 40_000_000
const VIEW_PX = 600

test('rows that a browser can scroll over are not squeezed', () => {
  const scale = scrollScale(8_000_000)
  expect(scale.heightPx).toBe(8_000_000)
  expect(scale.toRows(7_999_000)).toBe(7_999_000)
})

test('the ends of the bar are the ends of the rows, however many there are', () => {
  const scale = scrollScale(MILLION_ROWS_PX)
  expect(scale.heightPx).toBe(MOST_PX)
  expect(scale.toRows(0)).toBe(0)
  expect(scale.toRows(MOST_PX - VIEW_PX)).toBe(MILLION_ROWS_PX - VIEW_PX)
})

test.each([0, 1_999_999, 2_000_001, 20_000_000, 37_999_999, 38_000_001, 39_999_400])(
  'the row at %d pixels is found again from its place on the bar',
  (place) => {
    const scale = scrollScale(MILLION_ROWS_PX)
    expect(scale.toRows(scale.toScroll(place))).toBeCloseTo(place, 3)
  },
)

test('a step moves the rows by as much; a jump leads to what the place stands for', () => {
  const scale = scrollScale(MILLION_ROWS_PX)
  const jumped = followScroll(scale, { topPx: 0, shiftPx: 0 }, 6_000_000, VIEW_PX)
  expect(jumped.topPx + jumped.shiftPx).toBe(20_000_000)
  const stepped = followScroll(scale, jumped, 6_000_100, VIEW_PX)
  expect(stepped.topPx + stepped.shiftPx).toBe(20_000_100)
})

test('who comes to an end of the bar is at that end of the rows', () => {
  const scale = scrollScale(MILLION_ROWS_PX)
  expect(followScroll(scale, { topPx: 80, shiftPx: 5_000 }, 0, VIEW_PX).shiftPx).toBe(0)
  const last = followScroll(scale, { topPx: MOST_PX - 700, shiftPx: 1 }, MOST_PX - 600, VIEW_PX)
  expect(last.topPx + last.shiftPx).toBe(MILLION_ROWS_PX - 600)
})
