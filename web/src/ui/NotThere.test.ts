import { expect, test } from 'vitest'
import { ApiError } from '../api/client'
import { isGone } from './NotThere'

test('what has no such id is gone; what cannot be reached may come back', () => {
  expect(isGone(new ApiError({ code: 'session_not_found', detail: 'No.' }))).toBe(true)
  expect(isGone(new ApiError({ code: 'invalid_input', detail: 'No.', field: 'session_id' }))).toBe(
    true,
  )
  expect(isGone(new ApiError({ code: 'unreachable', detail: 'No answer.' }))).toBe(false)
  expect(isGone(new Error('broken'))).toBe(false)
})
