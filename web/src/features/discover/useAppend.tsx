import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type PlaylistDetail, unwrap } from '../../api/client'
import { discoverKeys, type Found } from '../../api/discover'
import { keys } from '../../api/queries'
import { announce, announceError } from '../../ui/announce'
import { formatNumberOf } from '../../ui/format'
import { playlistItems } from '../../ui/playlistItems'
import type { PlaylistItemIn } from '../../ui/SavePlaylistDialog'

interface Append {
  playlist: PlaylistDetail
  taken: readonly Found[]
}

/** Add tracks at the end of a playlist; a message offers to take them out again. */
export function useAppend() {
  const client = useQueryClient()
  const saved = (playlist: PlaylistDetail) => {
    client.setQueryData(keys.playlist(playlist.id), playlist)
    void client.invalidateQueries({ queryKey: keys.playlists, exact: true })
    void client.invalidateQueries({ queryKey: [...discoverKeys.all, 'found', 'extend'] })
  }
  const refused = (title: string, id: string) => (error: unknown) => {
    announceError(title, error)
    void client.invalidateQueries({ queryKey: keys.playlist(id) })
  }
  return useMutation({
    mutationFn: ({ playlist, taken }: Append) =>
      putItems(playlist, [...itemsOf(playlist), ...playlistItems(taken)]),
    onSuccess: (longer, { playlist, taken }) => {
      saved(longer)
      const undo = () =>
        putItems(longer, itemsOf(playlist)).then(
          saved,
          refused('They could not be taken out again', playlist.id),
        )
      announce(
        `${formatNumberOf(taken.length, 'track')} added to “${playlist.name}”`,
        <Button size="compact-xs" variant="default" mt={4} onClick={() => void undo()}>
          Undo
        </Button>,
      )
    },
    onError: (error, { playlist }) => refused('The tracks were not added', playlist.id)(error),
  })
}

function itemsOf(playlist: PlaylistDetail): PlaylistItemIn[] {
  return playlist.items.map(({ track, reason }) => ({ track_id: track.id, reason }))
}

function putItems({ id, version }: PlaylistDetail, items: PlaylistItemIn[]) {
  return unwrap(
    api.PUT('/api/v1/playlists/{playlist_id}/items', {
      params: { path: { playlist_id: id } },
      body: { version, items },
    }),
  )
}
