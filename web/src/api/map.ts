import { queryOptions } from '@tanstack/react-query'
import { ApiError, api, type Schemas, unwrap } from './client'
import { MAP_COLUMNS, type MapColumn } from './mapColumns'

/** What a map is, and how its points come. */
export type MapManifest = Schemas['MapManifestOut']

/** The points of a map, column by column. */
export interface MapData {
  count: number
  /** x and y in turn, 0 to 65535 over the bounds. */
  positions: Uint16Array<ArrayBuffer>
  columns: Record<MapColumn, Uint8Array<ArrayBuffer>>
}

/** Read the points of a map; raises where the bytes are not what the manifest says. */
export function decodePoints(manifest: MapManifest, bytes: ArrayBuffer): MapData {
  const { count } = manifest
  const part = (name: 'position' | MapColumn, length: number) => {
    const column = manifest.columns.find((one) => one.name === name)
    if (!column || column.offset + length > bytes.byteLength) {
      throw new ApiError({
        code: 'map_damaged',
        detail: `The map lacks its column “${name}”. Lay it out anew.`,
      })
    }
    return bytes.slice(column.offset, column.offset + length)
  }
  const columns = MAP_COLUMNS.map((name) => [name, new Uint8Array(part(name, count))] as const)
  return {
    count,
    positions: readPositions(part('position', 4 * count)),
    columns: Object.fromEntries(columns) as MapData['columns'],
  }
}

/** Read little-endian pairs; every machine that runs a browser today is little-endian itself. */
function readPositions(bytes: ArrayBuffer): Uint16Array<ArrayBuffer> {
  return new Uint16Array(bytes)
}

export const mapKeys = {
  all: ['map'] as const,
  manifest: (space: string) => ['map', 'manifest', space] as const,
  points: (version: string) => ['map', 'points', version] as const,
  tracks: (version: string) => ['map', 'tracks', version] as const,
  rows: (version: string) => ['map', 'rows', version] as const,
}

export type MapSpace = Schemas['MapBuildIn']['space']

/** The space whose map is shown: every library has it, without any model. */
export const MAP_SPACE: MapSpace = 'dsp'

export const mapQuery = (space: MapSpace = MAP_SPACE) =>
  queryOptions({
    queryKey: mapKeys.manifest(space),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/map', { params: { query: { space } }, signal })),
    staleTime: 15_000,
  })

/** The points of a version never change. */
export const mapPointsQuery = (manifest: MapManifest) =>
  queryOptions({
    queryKey: mapKeys.points(manifest.version ?? ''),
    queryFn: async ({ signal }) => {
      const bytes = await unwrap(
        api.GET('/api/v1/map/{version}/points', {
          params: {
            path: { version: manifest.version ?? '' },
            query: { space: manifest.space as MapSpace },
          },
          parseAs: 'arrayBuffer',
          signal,
        }),
      )
      return decodePoints(manifest, bytes as ArrayBuffer)
    },
    enabled: manifest.version !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000, // ten megabytes for a million tracks
    structuralSharing: false,
    retry: 1,
  })

/** As many tracks as are asked for at a time. */
export const MAP_PAGE = 100

/** The tracks of some rows of a map, in their order. */
export const mapTracksQuery = (version: string, rows: readonly number[]) =>
  queryOptions({
    queryKey: [...mapKeys.tracks(version), rows] as const,
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.POST('/api/v1/map/{version}/tracks', {
            params: { path: { version } },
            body: { rows: [...rows] },
            signal,
          }),
        )
      ).items,
    staleTime: 60_000,
  })

/** Where tracks lie on a map; null for those that are not on it. */
export const mapRowsQuery = (version: string, trackIds: readonly string[]) =>
  queryOptions({
    queryKey: [...mapKeys.rows(version), trackIds] as const,
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.POST('/api/v1/map/{version}/rows', {
            params: { path: { version } },
            body: { track_ids: [...trackIds] },
            signal,
          }),
        )
      ).rows,
    enabled: trackIds.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
  })

const MOST_IDS = 10_000 // what the API takes at a time

/** Return the tracks of any number of rows; those that are gone are left out. */
export async function fetchTrackIds(
  version: string,
  rows: Uint32Array<ArrayBuffer>,
): Promise<string[]> {
  const ids: string[] = []
  for (let from = 0; from < rows.length; from += MOST_IDS) {
    const body = { rows: [...rows.subarray(from, from + MOST_IDS)] }
    const params = { path: { version } }
    const answer = await unwrap(api.POST('/api/v1/map/{version}/ids', { params, body }))
    ids.push(...answer.track_ids.filter((id) => id !== null))
  }
  return ids
}

/** Have a map made, or what is new placed on it; `anew` gives every track a new place. */
export function buildMap({ space, anew = false }: { space: MapSpace; anew?: boolean }) {
  const body = { space, anew, method: 'pacmap' as const, seed: 0 }
  return unwrap(api.POST('/api/v1/map/build', { body }))
}
