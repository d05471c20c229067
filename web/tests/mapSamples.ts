import type { MapManifest } from '../src/api/map'
import { MAP_COLUMNS } from '../src/api/mapColumns'

/** Make the manifest of a map of four tracks. */
export function sampleManifest(part: Partial<MapManifest> = {}): MapManifest {
  const count = 4
  return {
    space: 'dsp',
    state: 'ready',
    version: 'v1',
    layout_id: 'l1',
    method: 'pca',
    count,
    laid_out: count,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    bounds: [-1, -1, 1, 0],
    bytes_per_track: 10,
    columns: [
      { name: 'position', dtype: 'u2', offset: 0, components: 2 },
      ...MAP_COLUMNS.map((name, place) => ({
        name,
        dtype: 'u1' as const,
        offset: (4 + place) * count,
        components: 1 as const,
      })),
    ],
    genres: ['Ambient', 'Techno'],
    moods: ['calm', 'dark'],
    clusters: [],
    sources: [{ id: 's1', name: 'Music' }],
    waiting: 0,
    job_id: null,
    ...part,
  }
}

/** Make the bytes of its points, in the order of the columns. */
export function samplePoints(): ArrayBuffer {
  const places = [0, 0, 65_535, 0, 65_535, 65_535, 32_768, 32_767]
  const columns = [
    [0, 0, 1, 255], // genre
    [1, 1, 0, 0], // mood
    [255, 255, 255, 255], // cluster
    [0, 69, 70, 200], // tempo
    [0, 23, 12, 255], // key
    [0, 0, 0, 0], // source
  ]
  const bytes = places.flatMap((value) => [value & 255, value >> 8])
  return Uint8Array.from([...bytes, ...columns.flat()]).buffer
}
