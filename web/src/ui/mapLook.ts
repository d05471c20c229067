import type { MapData, MapManifest } from '../api/map'
import type { MapColumn } from '../api/mapColumns'
import { keyScale, type MapScale, namesScale, tempoScale } from './mapScale'
import { AXIS_MAX, type MapPoints, type Place } from './mapView'
import type { MapName } from './TrackMap'

/** What one may colour by, in words. */
export const COLUMN_NAMES: Record<MapColumn, string> = {
  genre: 'Genre',
  mood: 'Mood',
  cluster: 'Cluster',
  tempo: 'Tempo',
  key: 'Key',
  source: 'Source',
}

/** Return how a column of a map is named and coloured. */
export function scaleOf(manifest: MapManifest, column: MapColumn): MapScale {
  const sources = manifest.sources.map(({ name }) => name)
  switch (column) {
    case 'genre':
      return namesScale('genre', manifest.genres, 'No genre')
    case 'mood':
      return namesScale('mood', manifest.moods, 'No mood')
    case 'cluster':
      return namesScale('cluster', manifest.clusters, 'In no cluster')
    case 'source':
      return namesScale('source', sources, 'No source')
    case 'tempo':
      return tempoScale()
    case 'key':
      return keyScale()
  }
}

/** Return the points of a map on one scale: the longer side of the plane is 1. */
export function pointsOf(manifest: MapManifest, data: MapData): MapPoints {
  const [left = 0, bottom = 0, right = 1, top = 1] = manifest.bounds
  const width = Math.max(right - left, 1e-9)
  const height = Math.max(top - bottom, 1e-9)
  const longest = Math.max(width, height)
  return {
    count: data.count,
    positions: data.positions,
    spanX: width / longest,
    spanY: height / longest,
  }
}

const MOST_NAMES = 12
const MOST_SAMPLES = 100_000

/** Return the names of the largest groups, each at the middle of its points. */
export function groupNames(
  scale: MapScale,
  points: MapPoints,
  column: Uint8Array,
): readonly MapName[] {
  const entryOf = new Map<number, number>()
  scale.entries.forEach(({ id, values }, place) => {
    if (id !== 'none') for (const value of values) entryOf.set(value, place)
  })
  const places = scale.entries.map(() => ({ xs: [] as number[], ys: [] as number[] }))
  const step = Math.max(1, Math.ceil(points.count / MOST_SAMPLES))
  for (let row = 0; row < points.count; row += step) {
    const group = places[entryOf.get(column[row] ?? 0) ?? -1]
    group?.xs.push(points.positions[2 * row] ?? 0)
    group?.ys.push(points.positions[2 * row + 1] ?? 0)
  }
  return places
    .map(({ xs, ys }, place) => ({
      id: scale.entries[place]?.id ?? '',
      words: scale.entries[place]?.label ?? '',
      count: xs.length,
      at: {
        x: (median(xs) / AXIS_MAX) * points.spanX,
        y: (median(ys) / AXIS_MAX) * points.spanY,
      },
    }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .filter(({ at }, place, all) => all.slice(0, place).every((other) => apart(other.at, at)))
    .slice(0, MOST_NAMES)
}

/** Names that would lie on each other are not shown both. */
const APART = 0.04

function apart(a: Place, b: Place): boolean {
  return Math.abs(a.y - b.y) > APART || Math.abs(a.x - b.x) > 4 * APART
}

function median(values: number[]): number {
  values.sort((a, b) => a - b)
  return values[Math.floor(values.length / 2)] ?? 0
}
