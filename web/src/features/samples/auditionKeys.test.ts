import { fireEvent, renderHook } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { audition } from '../../audio/audition'
import { placeOf, useAuditionKeys } from './auditionKeys'
import type { Suggestion } from './suggestionTypes'

test('digits mean a place, brackets the neighbours of what sounds', () => {
  expect(['1', '9', ']', '[', 'x', '0'].map((key) => placeOf(key, 3))).toEqual([0, 8, 4, 2, -1, -1])
  expect([']', '['].map((key) => placeOf(key, -1))).toEqual([0, 0])
})

test('keys preview cards, except while somebody types', () => {
  const preview = vi.fn()
  const items = ['a', 'b'].map((id) => ({ track: { id } })) as Suggestion[]
  renderHook(() => useAuditionKeys({ items, preview }))
  fireEvent.keyDown(document.body, { key: '2' })
  fireEvent.keyDown(document.body, { key: '7' })
  const field = document.body.appendChild(document.createElement('input'))
  fireEvent.keyDown(field, { key: '1' })
  field.remove()
  expect(preview.mock.calls).toEqual([[items[1]]])
  fireEvent.keyDown(document.body, { key: 'w' })
  expect(audition.read().withBase).toBe(false)
  fireEvent.keyDown(document.body, { key: 'w' })
})
