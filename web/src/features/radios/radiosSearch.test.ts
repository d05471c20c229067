import { expect, test } from 'vitest'
import { readRadiosSearch } from './radiosSearch'

test('a link to the radios names the anchor to make one of; anything else is left out', () => {
  expect(readRadiosSearch({ anchor: 'a1', other: 1 })).toEqual({ anchor: 'a1' })
  for (const anchor of ['', 7, null, undefined]) expect(readRadiosSearch({ anchor })).toEqual({})
})
