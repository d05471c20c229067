import { expect, test } from 'vitest'
import { INGREDIENT_KINDS, readIngredient, writeIngredient } from './ingredients'

test('what is written into an address is read as the same', () => {
  for (const kind of INGREDIENT_KINDS) {
    const ingredient = { kind, ref: 'AC/DC: live, 100 %' }
    expect(readIngredient(writeIngredient(ingredient))).toEqual(ingredient)
  }
})

test('what names no kind is a track, and what names nothing is none', () => {
  expect(readIngredient('01a2')).toEqual({ kind: 'track', ref: '01a2' })
  expect(readIngredient('planet:mars')).toEqual({ kind: 'track', ref: 'planet:mars' })
  expect(readIngredient('mood: ')).toBeUndefined()
})
