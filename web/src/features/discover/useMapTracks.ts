import { useMemo } from 'react'
import type { Found } from '../../api/discover'
import type { Ingredient } from '../../api/ingredients'
import type { MiniMapTrack } from '../../ui/MiniMap'

/** Return what the map shows of a search: what was found, and the tracks it began with. */
export function useMapTracks(
  items: readonly Found[] | undefined,
  seeds: readonly Ingredient[] = [],
): { tracks: readonly MiniMapTrack[]; marked: readonly string[] } {
  const marked = seeds.filter(({ kind }) => kind === 'track').map(({ ref }) => ref)
  const key = marked.join()
  return useMemo(() => {
    const ids = key === '' ? [] : key.split(',')
    const found = (items ?? []).map(({ track }) => ({ id: track.id, title: track.title }))
    const begun = ids.filter((id) => !found.some((one) => one.id === id))
    return {
      tracks: [...found, ...begun.map((id) => ({ id, title: '' }))],
      marked: ids,
    }
  }, [items, key])
}
