import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { mapRowsQuery } from '../../api/map'
import { playlistQuery, trackPageQuery } from '../../api/queries'
import type { MapSearch } from './mapSearch'

/** Tracks that lie over the map, as rows of it. */
export interface Overlay {
  rows: readonly number[]
  /** How many of them are not on the map. */
  missing: number
  /** Whether a line joins them in their order. */
  joined: boolean
}

/** Return what a playlist, or what was found elsewhere, lays over the map. */
export function useOverlay(version: string, search: MapSearch): Overlay | undefined {
  const listId = search.overlay === 'playlist' ? search.playlist : undefined
  const { data: playlist } = useQuery({
    ...playlistQuery(listId ?? ''),
    enabled: listId !== undefined,
  })
  // As one text: an address that is read again gives another list of the same.
  const found = search.overlay === 'found' ? (search.tracks ?? []).join(' ') : ''
  const ids = useMemo(() => {
    if (listId) return playlist?.items.map(({ track }) => track.id) ?? []
    return found.split(' ').filter(Boolean)
  }, [listId, playlist, found])
  return useRows(version, ids, listId !== undefined || search.joined === true)
}

/** Return where the first tracks lie that the library finds with the words. */
export function useHits(version: string, search: MapSearch): Overlay | undefined {
  const q = search.q ?? ''
  const filter = { q, order: 'relevance', descending: false } as const
  const { data } = useQuery({ ...trackPageQuery(filter, 0), enabled: q !== '' })
  const ids = useMemo(() => (q && data ? data.items.map(({ id }) => id) : []), [q, data])
  const found = useRows(version, ids, false)
  return q && data?.items.length === 0 ? NOTHING : found
}

const NOTHING: Overlay = { rows: [], missing: 0, joined: false }

function useRows(version: string, ids: readonly string[], joined: boolean): Overlay | undefined {
  const { data: found } = useQuery(mapRowsQuery(version, ids))
  return useMemo(() => {
    if (!found || ids.length === 0) return undefined
    const rows = found.filter((row) => row !== null)
    return { rows, missing: found.length - rows.length, joined }
  }, [found, ids, joined])
}
