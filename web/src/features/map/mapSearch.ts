import { MAP_COLUMNS, type MapColumn } from '../../api/mapColumns'

/** What lies over the points. */
export type MapOverlay = 'names' | 'playlist' | 'found'

/** What a link to the map holds, so that it shows the same to whoever follows it. */
export interface MapSearch {
  by?: MapColumn
  overlay?: MapOverlay
  /** The playlist whose way is drawn, with the overlay `playlist`. */
  playlist?: string
  /** Tracks that were found elsewhere, with the overlay `found`; joined by a line, if they are a way. */
  tracks?: readonly string[]
  joined?: boolean
  /** Words; what the library finds with them is in full colour. */
  q?: string
  /** The track that is marked and flown to. */
  track?: string
}

/** An address holds no more. */
const MOST_TRACKS = 200

/** Read an address; what makes no sense in it is left out. */
export function readMapSearch(raw: Record<string, unknown>): MapSearch {
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined
  const by = MAP_COLUMNS.find((column) => column === raw.by)
  const playlist = text(raw.playlist)
  const tracks = Array.isArray(raw.tracks) ? raw.tracks.filter(text).slice(0, MOST_TRACKS) : []
  const shown =
    raw.overlay === 'names' ||
    (raw.overlay === 'playlist' && playlist) ||
    (raw.overlay === 'found' && tracks.length > 0)
  const overlay = shown ? (raw.overlay as MapOverlay) : undefined
  const search: MapSearch = {
    by,
    overlay,
    playlist: overlay === 'playlist' ? playlist : undefined,
    tracks: overlay === 'found' ? tracks.map(String) : undefined,
    joined: (overlay === 'found' && raw.joined === true) || undefined,
    q: text(raw.q),
    track: text(raw.track),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
