import { expect, test } from 'vitest'
import type { Radio } from './radioApi'
import { freedomInWords, radioInWords, recipeInWords } from './radioWords'

test('a recipe names what was added and what was taken away', () => {
  const recipe = {
    add: [
      { kind: 'mood', name: 'relaxed' },
      { kind: 'track', name: 'Night Drive' },
    ],
    subtract: [{ kind: 'mood', name: 'aggressive' }],
  }
  expect(recipeInWords(recipe)).toBe('relaxed + Night Drive − aggressive')
  expect(recipeInWords({})).toBe('')
})

test('a long recipe is cut short', () => {
  const add = Array.from({ length: 9 }, (_, place) => ({ name: `T${place}` }))
  expect(recipeInWords({ add, subtract: [] })).toMatch(/T5 \+ 3 more$/)
})

test('a radio is said in a line', () => {
  const radio = {
    anchor_name: 'Evening',
    count: 50,
    temperature: 1,
    cron: '0 6 * * *',
  } as Radio
  expect(radioInWords(radio)).toBe(
    'From “Evening” · 50 tracks · near, with surprises · Every day at 06:00 UTC',
  )
  expect(radioInWords({ ...radio, cron: null })).toMatch(/when you run it$/)
  expect(freedomInWords(0)).toBe('always the nearest')
})
