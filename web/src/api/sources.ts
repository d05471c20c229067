import { queryOptions } from '@tanstack/react-query'
import { api, type Schemas, unwrap } from './client'
import { keys } from './queries'

export type SourceDetail = Schemas['SourceDetailOut']
export type SourceKind = Schemas['SourceKind']
export type ServerKind = Schemas['ServerIn']['kind']
export type ServerAnswer = Schemas['ServerOut']
export type ServerPlaylist = Schemas['ServerPlaylistOut']
export type SentPlaylist = Schemas['RemotePlaylistOut']
export type Place = Schemas['TrackPlaceOut']

/** How many of the tracks that are gone are named. */
export const MISSING_SHOWN = 100

export const sourceKeys = {
  one: (id: string) => [...keys.sources, 'one', id] as const,
  playlists: (id: string) => [...keys.serverPlaylists, id] as const,
  sentFrom: (sourceId: string) => [...keys.sent, 'from', sourceId] as const,
  sentOf: (playlistId: string) => [...keys.sent, 'of', playlistId] as const,
  places: (trackId: string) => [...keys.tracks, 'places', trackId] as const,
}

const SERVERS: readonly string[] = [
  'subsonic',
  'jellyfin',
  'emby',
  'lyrion',
  'plex',
  'mpd',
] satisfies ServerKind[]

/** Tell whether tracks of such a source come over the network. */
export function isServer(kind: SourceKind): kind is ServerKind {
  return SERVERS.includes(kind)
}

/** A source with what was settled about it. */
export const sourceQuery = (id: string) =>
  queryOptions({
    queryKey: sourceKeys.one(id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/sources/{source_id}', { params: { path: { source_id: id } }, signal }),
      ),
  })

/** The playlists that a server has itself; asks the server. */
export const serverPlaylistsQuery = (id: string) =>
  queryOptions({
    queryKey: sourceKeys.playlists(id),
    queryFn: async ({ signal }) => {
      const params = { path: { source_id: id } }
      return (await unwrap(api.GET('/api/v1/sources/{source_id}/playlists', { params, signal })))
        .items
    },
    retry: false,
    staleTime: 30_000,
  })

/** What Menura keeps on a server. */
export const sentFromQuery = (sourceId: string) =>
  queryOptions({
    queryKey: sourceKeys.sentFrom(sourceId),
    queryFn: async ({ signal }) => {
      const params = { path: { source_id: sourceId } }
      return (await unwrap(api.GET('/api/v1/sources/{source_id}/sent', { params, signal }))).items
    },
  })

/** On which servers Menura keeps a playlist. */
export const sentOfQuery = (playlistId: string) =>
  queryOptions({
    queryKey: sourceKeys.sentOf(playlistId),
    queryFn: async ({ signal }) => {
      const params = { path: { playlist_id: playlistId } }
      return (await unwrap(api.GET('/api/v1/playlists/{playlist_id}/sent', { params, signal })))
        .items
    },
  })

/** Every source that has a track. */
export const placesQuery = (trackId: string) =>
  queryOptions({
    queryKey: sourceKeys.places(trackId),
    queryFn: async ({ signal }) => {
      const params = { path: { track_id: trackId } }
      return (await unwrap(api.GET('/api/v1/tracks/{track_id}/places', { params, signal }))).items
    },
    staleTime: 30_000,
    retry: false,
  })

export const missingQuery = queryOptions({
  queryKey: keys.missing,
  queryFn: ({ signal }) =>
    unwrap(api.GET('/api/v1/missing', { params: { query: { limit: MISSING_SHOWN } }, signal })),
})
