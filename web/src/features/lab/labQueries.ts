import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, unwrap } from '../../api/client'
import { keys } from '../../api/queries'
import { chooseMostDifferent } from './labApi'

const SESSIONS_PER_PAGE = 20

export const labOptionsQuery = queryOptions({
  queryKey: ['lab', 'options'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/sessions/options', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})

export const sessionPagesQuery = infiniteQueryOptions({
  queryKey: keys.sessionPages,
  queryFn: ({ pageParam, signal }) => {
    const query = { limit: SESSIONS_PER_PAGE, offset: pageParam }
    return unwrap(api.GET('/api/v1/sessions', { params: { query }, signal }))
  },
  initialPageParam: 0,
  getNextPageParam: (last, pages) => {
    const shown = pages.reduce((sum, page) => sum + page.items.length, 0)
    return shown < last.total && last.items.length > 0 ? shown : undefined
  },
})

const byId = (id: string) => ({ path: { session_id: id } })

/** The end of a batch's job has this fetched again. */
export const sessionQuery = (id: string) =>
  queryOptions({
    queryKey: keys.session(id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/sessions/{session_id}', { params: byId(id), signal })),
    staleTime: 30_000,
  })

export const sessionMapQuery = (id: string) =>
  queryOptions({
    queryKey: keys.sessionMap(id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/sessions/{session_id}/distribution', { params: byId(id), signal })),
    staleTime: 30_000,
  })

/** What a clip was made from never changes. */
export const manifestQuery = (id: string, clipId: string) =>
  queryOptions({
    queryKey: ['lab', 'manifest', clipId],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/sessions/{session_id}/clips/{clip_id}/manifest', {
          params: { path: { session_id: id, clip_id: clipId } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

/** Which clips would be kept. Asking removes nothing. */
export const mostDifferentQuery = (id: string, count: number, batchId: string | null) =>
  queryOptions({
    queryKey: [...keys.session(id), 'different', count, batchId],
    queryFn: () => chooseMostDifferent(id, { count, batchId, removeOthers: false }),
    placeholderData: keepPreviousData,
    retry: false,
  })
