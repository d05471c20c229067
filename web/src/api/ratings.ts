import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Track, unwrap } from './client'
import { keys } from './queries'

/** Rate a track 0 to 100, or take its rating away; shown at once, taken back when refused. */
export function useRate(track: Pick<Track, 'id'>) {
  const client = useQueryClient()
  const key = keys.track(track.id)
  return useMutation({
    // One after the other: the last one chosen holds.
    scope: { id: `rating-${track.id}` },
    mutationFn: (rating: number | null) =>
      unwrap(
        api.PUT('/api/v1/tracks/{track_id}/rating', {
          params: { path: { track_id: track.id } },
          body: { rating },
        }),
      ),
    onMutate: (rating) => {
      const before = client.getQueryData<Track>(key)?.rating ?? null
      client.setQueryData<Track>(key, (old) => old && { ...old, rating })
      return { before }
    },
    onError: (_, __, kept) =>
      client.setQueryData<Track>(key, (old) => old && { ...old, rating: kept?.before ?? null }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.tracks, refetchType: 'none' }),
  })
}
