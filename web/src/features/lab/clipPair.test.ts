import { expect, test } from 'vitest'
import { type Pair, pairAfter } from './useClipKeys'

const heard = (...ids: string[]) => ids.reduce<Pair>(pairAfter, {})

test('A and B are the two clips that were heard last', () => {
  expect(heard('one')).toEqual({ b: 'one' })
  expect(heard('one', 'two')).toEqual({ a: 'one', b: 'two' })
  expect(heard('one', 'two', 'three')).toEqual({ a: 'two', b: 'three' })
})

test('to go to and fro between them changes neither', () => {
  expect(heard('one', 'two', 'one', 'two', 'one')).toEqual({ a: 'one', b: 'two' })
})
