import { expect, test } from 'vitest'
import type { Job } from '../../api/client'
import { elapsedOf } from './jobFacts'

const job = (started_at: string | null) => ({ started_at, finished_at: null }) as Job

test('a running job says for how long, a waiting one nothing', () => {
  const now = Date.parse('2026-01-01T10:03:20Z')
  expect(elapsedOf(job('2026-01-01T10:00:00Z'), now)).toBe('for 3 min')
  expect(elapsedOf(job(null), now)).toBe('')
})
