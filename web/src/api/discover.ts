import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { ApiError, api, type Schemas, unwrap } from './client'
import type { Ingredient } from './ingredients'
import { keys } from './queries'

export type Found = Schemas['FoundOut']
export type Facets = Schemas['FacetsOut']
export type Anchor = Schemas['AnchorOut']
export type SimilarArtist = Schemas['SimilarArtistOut']
export type Space = Schemas['SimilarIn']['space']
/** The parts of a filter that are set. */
export type SearchFilter = Partial<Schemas['FilterIn']>

/** All kinds of tracks, those that are found by themselves first. */
export const TRACK_KINDS: readonly Schemas['TrackKind'][] = [
  'song',
  'mix',
  'clip',
  'loop',
  'one_shot',
  'stem',
]

/** Versions that can be left out. */
export const MARKS: readonly Schemas['FilterIn']['without'][number][] = [
  'live',
  'remix',
  'demo',
  'instrumental',
  'acoustic',
  'cover',
  'intro',
  'christmas',
  'spoken',
  'karaoke',
]

export const discoverKeys = {
  all: ['discover'] as const,
  facets: ['discover', 'facets'] as const,
  artists: (q: string, limit: number) => ['discover', 'artists', q, limit] as const,
  found: (how: string, body: object) => ['discover', 'found', how, body] as const,
}

const NO_FILTER: Schemas['FilterIn'] = {
  source_ids: [],
  genres: [],
  not_genres: [],
  moods: [],
  not_moods: [],
  keys: [],
  artists: [],
  not_artists: [],
  without: [],
  favourites_only: false,
}

export const fullFilter = (filter: SearchFilter = {}) => ({ ...NO_FILTER, ...filter })

export function toIngredientIn({ kind, ref }: Ingredient): Schemas['IngredientIn'] {
  return { kind, ref, vector: [] }
}

/** What filters and ingredients can name in this library. */
export const facetsQuery = queryOptions({
  queryKey: discoverKeys.facets,
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/discover/facets', { signal })),
  staleTime: 30_000,
})

export const artistsQuery = (q: string, limit: number) =>
  queryOptions({
    queryKey: discoverKeys.artists(q, limit),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/artists', { params: { query: { q, limit } }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })

export const anchorsQuery = queryOptions({
  queryKey: keys.anchors,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/anchors', { signal }))).items,
})

export const listenersQuery = queryOptions({
  queryKey: keys.listeners,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/listeners', { signal }))).items,
})

/** What was found stays on the page until what was asked for instead has come. */
const FOUND = { placeholderData: keepPreviousData, staleTime: 60_000, retry: false } as const

export const similarSearchQuery = (body: Schemas['SimilarIn']) =>
  queryOptions({
    ...FOUND,
    queryKey: discoverKeys.found('similar', body),
    queryFn: ({ signal }) => unwrap(api.POST('/api/v1/discover/similar', { body, signal })),
  })

export const pathSearchQuery = (body: Schemas['PathIn']) =>
  queryOptions({
    ...FOUND,
    queryKey: discoverKeys.found('path', body),
    queryFn: ({ signal }) => unwrap(api.POST('/api/v1/discover/path', { body, signal })),
  })

export const alchemyQuery = (body: Schemas['AlchemyIn']) =>
  queryOptions({
    ...FOUND,
    queryKey: discoverKeys.found('alchemy', body),
    queryFn: ({ signal }) => unwrap(api.POST('/api/v1/discover/alchemy', { body, signal })),
  })

export const extendQuery = (body: Schemas['ExtendIn']) =>
  queryOptions({
    ...FOUND,
    queryKey: discoverKeys.found('extend', body),
    queryFn: ({ signal }) => unwrap(api.POST('/api/v1/discover/extend', { body, signal })),
  })

export const fingerprintQuery = (body: Schemas['FingerprintIn']) =>
  queryOptions({
    ...FOUND,
    queryKey: discoverKeys.found('fingerprint', body),
    queryFn: ({ signal }) => unwrap(api.POST('/api/v1/discover/fingerprint', { body, signal })),
  })

const ARTISTS_AGAIN_MS = 3_000

/** The comparison of all artists begins with the first question; it is asked until it is ready. */
export const similarArtistsQuery = (query: { artist: string; n: number; space: Space }) =>
  queryOptions({
    ...FOUND,
    queryKey: discoverKeys.found('artists', query),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/artists/similar', {
          params: { query: { ...query, matches: true } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (isNotReady(state.error) ? ARTISTS_AGAIN_MS : false),
  })

export function isNotReady(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'artists_not_ready'
}

export const saveAnchor = (body: Schemas['AnchorIn']) =>
  unwrap(api.POST('/api/v1/anchors', { body }))
