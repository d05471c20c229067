import { expect, test } from 'vitest'
import { heatInWords, heatOfSlider, sliderOfHeat } from './mixWords'
import { layOut } from './pictureLayout'

const mark = (role: string, x: number, y: number, track_id: string | null = null) => ({
  role,
  name: role,
  x,
  y,
  track_id,
})

test('a picture fills its square on one scale, and up is up', () => {
  const placed = layOut([mark('result', -1, 0, 'a'), mark('result', 1, 1, 'b')], 100)
  expect(placed.map(({ x }) => Math.round(x))).toEqual([8, 92])
  expect(placed.map(({ y }) => Math.round(y))).toEqual([71, 29])
})

test('what went in lies over what was left out', () => {
  const roles = ['add', 'result', 'filtered_out', 'subtract'].map((role, x) => mark(role, x, 0))
  expect(layOut(roles, 100).map(({ role }) => role)).toEqual([
    'filtered_out',
    'result',
    'subtract',
    'add',
  ])
})

test('a single mark lies in the middle, and no mark is no picture', () => {
  expect(layOut([mark('result', 3, 4)], 100)).toMatchObject([{ x: 50, y: 50 }])
  expect(layOut([], 100)).toEqual([])
})

test('the temperature of the slider is the one it shows', () => {
  for (const heat of [0, 0.3, 1, 10]) {
    expect(Math.abs(heatOfSlider(sliderOfHeat(heat)) - heat)).toBeLessThan(0.05)
  }
  expect(heatInWords(0)).toBe('only the nearest')
  expect(heatInWords(8)).toContain('by chance')
})
