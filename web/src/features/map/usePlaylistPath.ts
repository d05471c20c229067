import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { mapRowsQuery } from '../../api/map'
import { playlistQuery } from '../../api/queries'
import type { MapSearch } from './mapSearch'

/** Return the way of a playlist over the map, and how many of its tracks are not on it. */
export function usePlaylistPath(version: string, search: MapSearch) {
  const id = search.overlay === 'playlist' ? search.playlist : undefined
  const { data: playlist } = useQuery({ ...playlistQuery(id ?? ''), enabled: id !== undefined })
  const ids = useMemo(() => playlist?.items.map(({ track }) => track.id) ?? [], [playlist])
  const { data: found } = useQuery(mapRowsQuery(version, id ? ids : []))
  return useMemo(() => {
    if (!id || !found) return undefined
    const rows = found.filter((row) => row !== null)
    return { rows, missing: found.length - rows.length }
  }, [id, found])
}
