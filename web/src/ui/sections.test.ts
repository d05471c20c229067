import { expect, test } from 'vitest'
import { placeOf, sectionHue } from './sections'

test('the same letter has the same hue, near letters have others', () => {
  expect(sectionHue('B')).toBe(sectionHue('b'))
  const hues = [...'ABCDEFGH'].map(sectionHue)
  expect(new Set(hues).size).toBe(hues.length)
})

test('any label has a hue, whatever it is', () => {
  for (const label of ['', '1', 'Ω', 'Z', 'intro']) expect(sectionHue(label)).toBeGreaterThan(0)
})

test('a section lies where it sounds, and never beyond the end', () => {
  expect(placeOf({ start_s: 10, end_s: 30 }, 40)).toEqual({ left: '25%', width: '50%' })
  expect(placeOf({ start_s: 30, end_s: 50 }, 40)).toEqual({ left: '75%', width: '25%' })
  expect(placeOf({ start_s: 0, end_s: 5 }, 0)).toEqual({ left: '0%', width: '0%' })
})
