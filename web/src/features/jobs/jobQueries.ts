import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import { api, type Job, unwrap } from '../../api/client'
import { keys } from '../../api/queries'
import type { JobStanding } from './jobsSearch'

const JOBS_PER_PAGE = 50
const MOST_LIVE = 200
const pagesKey = [...keys.jobs, 'page'] as const
const tallyKey = [...keys.jobs, 'tally'] as const

/** Jobs that stand alike, newest first, a page at a time. */
export const jobPagesQuery = (show: JobStanding, kind?: string) =>
  infiniteQueryOptions({
    queryKey: [...pagesKey, show, kind ?? null],
    queryFn: ({ pageParam, signal }) => {
      const query = { status: show, kind, limit: JOBS_PER_PAGE, offset: pageParam }
      return unwrap(api.GET('/api/v1/jobs', { params: { query }, signal }))
    },
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const shown = pages.reduce((sum, page) => sum + page.items.length, 0)
      return shown < last.total && last.items.length > 0 ? shown : undefined
    },
  })

/** How many jobs there are of each kind, by how they stand. */
export const tallyQuery = queryOptions({
  queryKey: tallyKey,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/jobs/tally', { signal }))).items,
})

/** Ask again for lists and counts: some job has begun or ended. */
export function refreshJobLists(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: pagesKey })
  void client.invalidateQueries({ queryKey: tallyKey })
}

/**
 * Lay what events tell over what was fetched: newer figures of the same jobs, those that are new
 * in front, and without those that stand otherwise by now.
 */
export function withNews(
  fetched: readonly Job[],
  live: readonly Job[],
  { show, kind }: { show: JobStanding; kind?: string },
): Job[] {
  const news = new Map(live.map((job) => [job.job_id, job]))
  const known = new Set(fetched.map((job) => job.job_id))
  const isWanted = (job: Job) => job.status === show && (kind === undefined || job.kind === kind)
  const added = live.filter((job) => !known.has(job.job_id) && isWanted(job))
  // Of very many, events tell of the newest alone: who is not among them may still be unfinished.
  const knowsAll = live.length < MOST_LIVE && (show === 'processing' || show === 'queued')
  const kept = fetched
    .filter((job) => !knowsAll || news.has(job.job_id))
    .map((job) => news.get(job.job_id) ?? job)
    .filter(isWanted)
  return [...added, ...kept]
}
