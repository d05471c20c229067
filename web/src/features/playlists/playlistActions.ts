import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  ApiError,
  api,
  type PlaylistDetail,
  type PlaylistItem,
  type Schemas,
  unwrap,
} from '../../api/client'
import { forgetQuery, keys } from '../../api/queries'
import { announceError } from '../../ui/announce'
import { deleteWithUndo, offerUndo } from '../../ui/undo'

/** Put items in another order, or leave some out; shown at once, taken back when refused. */
export function useReplaceItems(playlistId: string) {
  const client = useQueryClient()
  const key = keys.playlist(playlistId)
  return useMutation({
    // One after the other: each change names the version the one before has made.
    scope: { id: `playlist-${playlistId}` },
    mutationFn: (items: readonly PlaylistItem[]) =>
      unwrap(
        api.PUT('/api/v1/playlists/{playlist_id}/items', {
          params: { path: { playlist_id: playlistId } },
          body: {
            version: client.getQueryData<PlaylistDetail>(key)?.version ?? 0,
            items: items.map(({ track, reason }) => ({ track_id: track.id, reason })),
          },
        }),
      ),
    onMutate: async (items) => {
      await client.cancelQueries({ queryKey: key })
      client.setQueryData<PlaylistDetail>(key, (old) => old && { ...old, items: [...items] })
    },
    onSuccess: (saved) => {
      // A newer order may already be on the page: keep it, and take only the version.
      const waiting = client.isMutating({ mutationKey: ['replace-items', playlistId] }) > 1
      client.setQueryData<PlaylistDetail>(key, (old) =>
        old && waiting ? { ...old, version: saved.version } : saved,
      )
      void client.invalidateQueries({ queryKey: keys.playlists, exact: true })
    },
    onError: (error) => reportRefusal(error, 'The change was not saved'),
    onSettled: (_, error) => {
      if (error) void client.invalidateQueries({ queryKey: key })
    },
    mutationKey: ['replace-items', playlistId],
  })
}

function reportRefusal(error: unknown, title: string): void {
  const changed = error instanceof ApiError && error.code === 'playlist_changed'
  announceError(changed ? 'Changed elsewhere; here is the newest version' : title, error)
}

export type Order = Schemas['Order']

/** Put a playlist into an order that listens well; `onOrdered` is told how it was before. */
export function useOrderPlaylist(
  playlist: PlaylistDetail,
  onOrdered: (before: readonly PlaylistItem[]) => void,
) {
  const client = useQueryClient()
  return useMutation({
    scope: { id: `playlist-${playlist.id}` },
    mutationFn: (sort: { by: Order; descending: boolean }) =>
      unwrap(
        api.POST('/api/v1/playlists/{playlist_id}/order', {
          params: { path: { playlist_id: playlist.id } },
          body: { ...sort, space: 'dsp', version: playlist.version },
        }),
      ),
    onSuccess: (saved) => {
      client.setQueryData(keys.playlist(playlist.id), saved)
      void client.invalidateQueries({ queryKey: keys.playlists, exact: true })
      onOrdered(playlist.items)
    },
    onError: (error) => {
      reportRefusal(error, 'The playlist cannot be put in order')
      void client.invalidateQueries({ queryKey: keys.playlist(playlist.id) })
    },
  })
}

export function useRenamePlaylist(playlist: PlaylistDetail) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (name: string) =>
      unwrap(
        api.PATCH('/api/v1/playlists/{playlist_id}', {
          params: { path: { playlist_id: playlist.id } },
          body: { name, version: playlist.version },
        }),
      ),
    onSuccess: (saved) => {
      client.setQueryData(keys.playlist(playlist.id), saved)
      void client.invalidateQueries({ queryKey: keys.playlists, exact: true })
    },
    onError: (error) => {
      if (!(error instanceof ApiError) || error.code !== 'playlist_changed') return
      reportRefusal(error, '')
      void client.invalidateQueries({ queryKey: keys.playlist(playlist.id) })
    },
  })
}

/** Return how to take a track out; undone, it stands again where it stood. */
export function useTakeOut(playlistId: string) {
  const client = useQueryClient()
  const replace = useReplaceItems(playlistId)
  return (items: readonly PlaylistItem[], index: number) => {
    const item = items[index]
    if (!item) return
    replace.mutate(items.filter((_, place) => place !== index))
    offerUndo({
      title: `“${item.track.title}” is taken out`,
      undo: () => {
        const now = client.getQueryData<PlaylistDetail>(keys.playlist(playlistId))?.items
        if (now) replace.mutate([...now.slice(0, index), item, ...now.slice(index)])
      },
    })
  }
}

/** Return how to delete a playlist. */
export function useRemovePlaylist(playlist: PlaylistDetail, onHidden: () => void) {
  const client = useQueryClient()
  const { id, name } = playlist
  return () =>
    deleteWithUndo({
      key: `playlist:${id}`,
      name,
      message: 'Its tracks stay in the library, and what was sent to music servers stays there.',
      commit: () =>
        unwrap(
          api.DELETE('/api/v1/playlists/{playlist_id}', { params: { path: { playlist_id: id } } }),
        ),
      onHidden,
      onDone: () => {
        forgetQuery(client, keys.playlist(id))
        void client.invalidateQueries({ queryKey: keys.playlists, exact: true })
        void client.invalidateQueries({ queryKey: keys.status })
      },
    })
}

/** Return `items` with the one at `from` moved to `to`. */
export function moveItem<T>(items: readonly T[], from: number, to: number): T[] {
  const moved = [...items]
  const [item] = moved.splice(from, 1)
  if (item !== undefined) moved.splice(Math.min(Math.max(0, to), moved.length), 0, item)
  return moved
}
