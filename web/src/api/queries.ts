import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  type QueryKey,
  queryOptions,
} from '@tanstack/react-query'
import { api, type Job, type Schemas, unwrap } from './client'

/** Tracks are fetched in windows of this many. */
export const PAGE_SIZE = 100
/** How many jobs the list of jobs holds. */
export const JOB_LIMIT = 100

export type TrackOrder = Schemas['TrackOrder']

/** Which tracks a list shows, and in which order. */
export interface TrackFilter {
  q: string
  sourceId?: string
  state?: Schemas['TrackState']
  genres?: readonly string[]
  moods?: readonly string[]
  keys?: readonly string[]
  kinds?: readonly Schemas['TrackKind'][]
  tempoFromBpm?: number
  tempoToBpm?: number
  favourites?: boolean
  /** 1 to 100. */
  minRating?: number
  order: TrackOrder
  descending: boolean
}

/** The keys of everything the server owns; events write by these too. */
export const keys = {
  status: ['status'] as const,
  sources: ['sources'] as const,
  folders: (path: string | null) => ['folders', path] as const,
  tracks: ['tracks'] as const,
  trackPages: ['tracks', 'page'] as const,
  trackPage: (filter: TrackFilter, page: number) => ['tracks', 'page', filter, page] as const,
  trackSearch: (q: string) => ['tracks', 'search', q] as const,
  track: (id: string) => ['tracks', 'one', id] as const,
  analysis: (id: string) => ['tracks', 'analysis', id] as const,
  recordings: (id: string) => ['recordings', id] as const,
  duplicates: ['duplicates'] as const,
  models: ['models'] as const,
  waveform: (id: string) => ['waveform', id] as const,
  similar: (id: string) => ['similar', id] as const,
  playlists: ['playlists'] as const,
  playlist: (id: string) => ['playlists', id] as const,
  jobs: ['jobs'] as const,
  jobList: ['jobs', 'list'] as const,
  liveJobs: ['jobs', 'live'] as const,
  job: (id: string) => ['jobs', 'one', id] as const,
  productions: ['productions'] as const,
  productionPages: ['productions', 'page'] as const,
  production: (id: string) => ['productions', 'one', id] as const,
  sessions: ['sessions'] as const,
  sessionPages: ['sessions', 'page'] as const,
  session: (id: string) => ['sessions', 'one', id] as const,
  sessionMap: (id: string) => ['sessions', 'map', id] as const,
  clusters: ['clusters'] as const,
  chat: ['chat'] as const,
  radios: ['radios'] as const,
  anchors: ['anchors'] as const,
  schedules: ['schedules'] as const,
  sent: ['sent'] as const,
  serverPlaylists: ['server-playlists'] as const,
  missing: ['missing'] as const,
  listeners: ['listeners'] as const,
  collection: ['collection'] as const,
}

/**
 * Mark what was deleted as out of date, without asking for it again: the page that shows it may
 * still be there for a moment, and would be told that it does not exist.
 */
export function forgetQuery(client: QueryClient, queryKey: QueryKey): void {
  void client.invalidateQueries({ queryKey, refetchType: 'none' })
}

/** Events bring the counts; what is in trouble has no event and is asked for now and then. */
export const statusQuery = queryOptions({
  queryKey: keys.status,
  refetchInterval: 15_000,
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/status', { signal })),
})

export const sourcesQuery = queryOptions({
  queryKey: keys.sources,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/sources', { signal }))).items,
})

export const foldersQuery = (path: string | null) =>
  queryOptions({
    queryKey: keys.folders(path),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/folders', { params: { query: path ? { path } : {} }, signal })),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 5_000,
  })

export const trackPageQuery = (filter: TrackFilter, page: number) =>
  queryOptions({
    queryKey: keys.trackPage(filter, page),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/tracks', {
          params: {
            query: {
              q: filter.q,
              source_id: filter.sourceId,
              state: filter.state,
              genre: [...(filter.genres ?? [])],
              mood: [...(filter.moods ?? [])],
              key: [...(filter.keys ?? [])],
              kind: [...(filter.kinds ?? [])],
              tempo_min_bpm: filter.tempoFromBpm,
              tempo_max_bpm: filter.tempoToBpm,
              favourite: filter.favourites,
              min_rating: filter.minRating,
              order: filter.order,
              descending: filter.descending,
              offset: page * PAGE_SIZE,
              limit: PAGE_SIZE,
            },
          },
          signal,
        }),
      ),
    staleTime: 30_000,
  })

export const trackSearchQuery = (q: string) =>
  queryOptions({
    queryKey: keys.trackSearch(q),
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/api/v1/tracks', { params: { query: { q, limit: 8 } }, signal })))
        .items,
    placeholderData: keepPreviousData,
  })

export const trackQuery = (id: string) =>
  queryOptions({
    queryKey: keys.track(id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/tracks/{track_id}', { params: { path: { track_id: id } }, signal })),
    staleTime: 30_000,
  })

export const waveformQuery = (id: string) =>
  queryOptions({
    queryKey: keys.waveform(id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/tracks/{track_id}/waveform', {
          params: { path: { track_id: id }, query: { points: 800 } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

/** Beats, sections, moods, levels: what is too much for a list. */
export const analysisQuery = (id: string) =>
  queryOptions({
    queryKey: keys.analysis(id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/tracks/{track_id}/analysis', {
          params: { path: { track_id: id } },
          signal,
        }),
      ),
    staleTime: 30_000,
  })

export const recordingsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.recordings(id),
    queryFn: async ({ signal }) => {
      const params = { path: { track_id: id } }
      return (await unwrap(api.GET('/api/v1/tracks/{track_id}/recordings', { params, signal })))
        .items
    },
    staleTime: 30_000,
    retry: false,
  })

/** Recordings that are there more than once; the server looks at a part of the library at a time. */
export const duplicatesQuery = infiniteQueryOptions({
  queryKey: keys.duplicates,
  queryFn: ({ pageParam, signal }) =>
    unwrap(api.GET('/api/v1/duplicates', { params: { query: { after: pageParam } }, signal })),
  initialPageParam: 0,
  getNextPageParam: (last) => last.next_after,
  staleTime: 60_000,
})

export const modelsQuery = queryOptions({
  queryKey: keys.models,
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/models', { signal })),
})

export const similarQuery = (id: string) =>
  queryOptions({
    queryKey: keys.similar(id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/tracks/{track_id}/similar', {
          params: { path: { track_id: id }, query: { n: 25 } },
          signal,
        }),
      ),
    staleTime: 30_000,
    retry: false,
  })

export const playlistsQuery = queryOptions({
  queryKey: keys.playlists,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/playlists', { signal }))).items,
})

export const playlistQuery = (id: string) =>
  queryOptions({
    queryKey: keys.playlist(id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/playlists/{playlist_id}', {
          params: { path: { playlist_id: id } },
          signal,
        }),
      ),
  })

/** Jobs without a parent, newest first. */
export const jobListQuery = queryOptions({
  queryKey: keys.jobList,
  queryFn: async ({ signal }) => {
    const query = { limit: JOB_LIMIT }
    return (await unwrap(api.GET('/api/v1/jobs', { params: { query }, signal }))).items
  },
})

/** Jobs that wait or run; the stream of events keeps them fresh. */
export const liveJobsQuery = queryOptions({
  queryKey: keys.liveJobs,
  queryFn: async ({ signal }): Promise<Job[]> => {
    const ask = (status: 'processing' | 'queued') =>
      unwrap(api.GET('/api/v1/jobs', { params: { query: { status, limit: 200 } }, signal }))
    const [processing, queued] = await Promise.all([ask('processing'), ask('queued')])
    return [...processing.items, ...queued.items].filter((job) => job.parent_id === null)
  },
  staleTime: Number.POSITIVE_INFINITY,
})

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: keys.job(id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: id } }, signal })),
  })

/** Fetch again what depends on which tracks there are. */
export function refreshLibrary(client: QueryClient): void {
  for (const queryKey of [keys.sources, keys.tracks, keys.status, ['similar']]) {
    void client.invalidateQueries({ queryKey })
  }
}
