import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Track, unwrap } from './client'
import { keys } from './queries'

/** Make a track a favourite, or no longer one; shown at once, taken back when refused. */
export function useSetFavourite(track: Pick<Track, 'id'>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (favourite: boolean) =>
      unwrap(
        api.PUT('/api/v1/tracks/{track_id}/favourite', {
          params: { path: { track_id: track.id } },
          body: { favourite },
        }),
      ),
    onMutate: (favourite) => markFavourite(client, track.id, favourite),
    onError: (_, favourite) => markFavourite(client, track.id, !favourite),
    onSettled: () =>
      // What is sorted or filtered by favourites is asked for when it is shown again.
      client.invalidateQueries({ queryKey: keys.tracks, refetchType: 'none' }),
  })
}

/** Write a favourite into every answer that holds the track, whatever it is the answer to. */
export function markFavourite(client: QueryClient, trackId: string, favourite: boolean): void {
  client.setQueriesData({}, (old: unknown) => withMark(old, trackId, favourite))
}

/** Return `data` with the track's mark changed; what does not hold it stays the same object. */
function withMark(data: unknown, trackId: string, favourite: boolean): unknown {
  if (Array.isArray(data)) {
    const items = data.map((item) => withMark(item, trackId, favourite))
    return items.some((item, place) => item !== data[place]) ? items : data
  }
  if (!isPlain(data)) return data
  if (data.id === trackId && 'favourite' in data) {
    return data.favourite === favourite ? data : { ...data, favourite }
  }
  const changed = Object.entries(data).flatMap(([key, value]) => {
    const next = withMark(value, trackId, favourite)
    return next === value ? [] : [[key, next]]
  })
  return changed.length > 0 ? { ...data, ...Object.fromEntries(changed) } : data
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  )
}
