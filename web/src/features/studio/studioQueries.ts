import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, unwrap } from '../../api/client'
import { keys } from '../../api/queries'
import type { Overrides } from './requestChips'

const PRODUCTIONS_PER_PAGE = 20

export const genresQuery = queryOptions({
  queryKey: ['studio', 'genres'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/studio/genres', { signal }))).items,
  staleTime: Number.POSITIVE_INFINITY,
})

export const optionsQuery = queryOptions({
  queryKey: ['studio', 'options'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/studio/options', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})

/** How a sentence is read and what would be made of it. Asking changes nothing. */
export const parseQuery = (prompt: string, overrides: Overrides) =>
  queryOptions({
    queryKey: ['studio', 'parsed', prompt, overrides],
    queryFn: ({ signal }) =>
      unwrap(
        api.POST('/api/v1/studio/parse', {
          body: { prompt, overrides: { ...overrides }, seed: 0 },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    enabled: prompt !== '',
  })

export const productionPagesQuery = infiniteQueryOptions({
  queryKey: keys.productionPages,
  queryFn: ({ pageParam, signal }) => {
    const query = { limit: PRODUCTIONS_PER_PAGE, offset: pageParam }
    return unwrap(api.GET('/api/v1/studio/productions', { params: { query }, signal }))
  },
  initialPageParam: 0,
  getNextPageParam: (last, pages) => {
    const shown = pages.reduce((sum, page) => sum + page.items.length, 0)
    return shown < last.total && last.items.length > 0 ? shown : undefined
  },
})

const byId = (id: string) => ({ path: { production_id: id } })

export const productionQuery = (id: string) =>
  queryOptions({
    queryKey: keys.production(id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/studio/productions/{production_id}', { params: byId(id), signal })),
    staleTime: 30_000,
  })

/** Outlines by file: "mix.wav", "stems/bass.wav". What was made never changes. */
export const peaksQuery = (id: string) =>
  queryOptions({
    queryKey: ['studio', 'peaks', id],
    queryFn: async ({ signal }) => {
      const params = byId(id)
      const { files } = await unwrap(
        api.GET('/api/v1/studio/productions/{production_id}/peaks', { params, signal }),
      )
      return files
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

export const notesQuery = (id: string) =>
  queryOptions({
    queryKey: ['studio', 'notes', id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/studio/productions/{production_id}/notes', { params: byId(id), signal }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
