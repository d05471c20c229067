import { expect, test } from 'vitest'
import type { Job } from '../../api/client'
import { withNews } from './jobQueries'

const job = (job_id: string, status: Job['status'], progress = 0, kind = 'scan') =>
  ({ job_id, kind, status, progress }) as Job

test('news of a job replace its older figures', () => {
  const found = withNews([job('a', 'processing', 10)], [job('a', 'processing', 40)], {
    show: 'processing',
  })
  expect(found.map(({ progress }) => progress)).toEqual([40])
})

test('a job that begins or ends leaves the list it was in', () => {
  expect(withNews([job('a', 'queued')], [job('a', 'processing')], { show: 'queued' })).toEqual([])
  expect(withNews([job('a', 'processing')], [], { show: 'processing' })).toEqual([])
})

test('a job that is not in the list yet stands in front, if it is of the kind', () => {
  const live = [job('b', 'queued'), job('c', 'queued', 0, 'radio')]
  const found = withNews([job('a', 'queued')], [...live, job('a', 'queued')], {
    show: 'queued',
    kind: 'scan',
  })
  expect(found.map(({ job_id }) => job_id)).toEqual(['b', 'a'])
})

test('what has ended stays, though no event tells of it any more', () => {
  expect(withNews([job('a', 'completed')], [], { show: 'completed' })).toHaveLength(1)
})

test('of a thousand that wait, those beyond what events tell of stay', () => {
  const all = Array.from({ length: 1_000 }, (_, place) => job(`j${place}`, 'queued'))
  expect(withNews(all, all.slice(0, 200), { show: 'queued' })).toHaveLength(1_000)
})
