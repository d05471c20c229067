import { expect, test } from 'vitest'
import { readJobsSearch } from './jobsSearch'

test('an address keeps what makes sense and loses the rest', () => {
  expect(readJobsSearch({ show: 'failed', kind: 'session_batch' })).toEqual({
    show: 'failed',
    kind: 'session_batch',
  })
  expect(readJobsSearch({ show: 'broken', kind: 7, q: 'x' })).toEqual({})
  expect(readJobsSearch({ show: ['failed'], kind: 'Not a kind' })).toEqual({})
})
