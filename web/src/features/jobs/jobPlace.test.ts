import { expect, test } from 'vitest'
import type { Job } from '../../api/client'
import { placeOf } from './jobPlace'

const job = (kind: string, results: Record<string, unknown> = {}) =>
  ({ job_id: 'j1', kind, results }) as Job

test('a job leads to what it made', () => {
  expect(placeOf(job('produce'))?.href).toBe('/studio/j1')
  expect(placeOf(job('session_batch', { session_id: 's1' }))?.href).toBe('/lab/s1')
  expect(placeOf(job('cluster', { run_id: 'r1' }))?.href).toBe('/clusters/r1')
  expect(placeOf(job('radio', { playlist_id: 'p1' }))?.href).toBe('/playlists/p1')
})

test('what has made nothing yet leads nowhere, or to the page of its kind', () => {
  expect(placeOf(job('session_batch'))).toBeNull()
  expect(placeOf(job('music_map'))?.href).toBe('/map')
  expect(placeOf(job('maintenance'))).toBeNull()
})
