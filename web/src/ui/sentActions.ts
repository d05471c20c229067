import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, unwrap } from '../api/client'
import { keys } from '../api/queries'
import { announceError } from './announce'

/** Give a playlist to a source: a folder at once, a music server by a job. */
export function useSend(playlistId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (sourceId: string) =>
      unwrap(
        api.POST('/api/v1/playlists/{playlist_id}/send', {
          params: { path: { playlist_id: playlistId } },
          body: { source_id: sourceId },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.sent })
      void client.invalidateQueries({ queryKey: keys.jobs })
    },
  })
}

/** Have what Menura keeps of a playlist on a server deleted there. */
export function useDeleteThere(playlistId: string, sourceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE('/api/v1/playlists/{playlist_id}/sent/{source_id}', {
          params: { path: { playlist_id: playlistId, source_id: sourceId } },
        }),
      ),
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.jobs }),
    onError: (error) => announceError('It cannot be deleted there', error),
  })
}
