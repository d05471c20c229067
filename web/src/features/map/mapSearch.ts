import { MAP_COLUMNS, type MapColumn } from '../../api/mapColumns'

/** What lies over the points. */
export type MapOverlay = 'names' | 'playlist'

/** What a link to the map holds, so that it shows the same to whoever follows it. */
export interface MapSearch {
  by?: MapColumn
  overlay?: MapOverlay
  /** The playlist whose way is drawn, with the overlay `playlist`. */
  playlist?: string
  /** The track that is marked and flown to. */
  track?: string
}

/** Read an address; what makes no sense in it is left out. */
export function readMapSearch(raw: Record<string, unknown>): MapSearch {
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined
  const by = MAP_COLUMNS.find((column) => column === raw.by)
  const playlist = text(raw.playlist)
  const overlay = raw.overlay === 'names' || (raw.overlay === 'playlist' && playlist)
  const search: MapSearch = {
    by,
    overlay: overlay ? (raw.overlay as MapOverlay) : undefined,
    playlist: raw.overlay === 'playlist' ? playlist : undefined,
    track: text(raw.track),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
