import { Anchor, Badge, Button, Skeleton } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { api, unwrap } from '../../api/client'
import { keys } from '../../api/queries'
import { type ServerPlaylist, type SourceDetail, serverPlaylistsQuery } from '../../api/sources'
import { announce, announceError } from '../../ui/announce'
import { ErrorState } from '../../ui/ErrorState'
import { formatNumberOf } from '../../ui/format'
import { Fact, Item, ItemList, ItemSection } from '../../ui/ItemList'
import classes from './Sources.module.css'

/** List the playlists that a server has itself, and take them in. */
export function ServerPlaylists({ source }: { source: SourceDetail }) {
  const { data: playlists, error, refetch } = useQuery(serverPlaylistsQuery(source.id))
  const others = playlists?.filter((playlist) => !playlist.is_ours)
  return (
    <ItemSection label="Playlists of the server">
      {others ? (
        others.length > 0 ? (
          <ItemList label="Playlists of the server">
            {others.map((playlist) => (
              <PlaylistItem key={playlist.id} source={source} playlist={playlist} />
            ))}
          </ItemList>
        ) : (
          <p className={classes.words}>This account sees no others there.</p>
        )
      ) : error ? (
        <ErrorState
          title="The server does not list its playlists"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Skeleton height={66} aria-label="Asking the server for its playlists" />
      )}
    </ItemSection>
  )
}

function PlaylistItem({ source, playlist }: { source: SourceDetail; playlist: ServerPlaylist }) {
  const taking = useTakeIn(source)
  const facts = [
    playlist.track_count !== null && formatNumberOf(playlist.track_count, 'track'),
    playlist.owner && `of ${playlist.owner}`,
  ].filter(Boolean)
  return (
    <Item
      name={playlist.name}
      facts={
        <Fact>
          {facts.join(' · ')}{' '}
          {!playlist.is_writable && (
            <Badge size="sm" variant="default" tt="none" fw={500}>
              smart, or of somebody else
            </Badge>
          )}
        </Fact>
      }
      buttons={
        <Button
          variant="default"
          size="xs"
          leftSection={<Download size={14} />}
          aria-label={`Take in ${playlist.name}`}
          title="Make a playlist of Menura of it; the one on the server stays as it is"
          loading={taking.isPending}
          onClick={() => taking.mutate(playlist.id)}
        >
          Take in
        </Button>
      }
    />
  )
}

function useTakeIn(source: SourceDetail) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(
        api.POST('/api/v1/sources/{source_id}/playlists', {
          params: { path: { source_id: source.id } },
          body: { server_playlist_id: id },
        }),
      ),
    onSuccess: (playlist) => {
      void client.invalidateQueries({ queryKey: keys.playlists })
      void client.invalidateQueries({ queryKey: keys.status })
      const playlistId = playlist.id
      announce(
        `“${playlist.name}” is taken in`,
        <Anchor
          href={`/playlists/${playlistId}`}
          size="sm"
          onClick={(event) => {
            event.preventDefault()
            void navigate({ to: '/playlists/$playlistId', params: { playlistId } })
          }}
        >
          Open its {formatNumberOf(playlist.items.length, 'track')}
        </Anchor>,
      )
    },
    onError: (error) => announceError('The playlist is not taken in', error),
  })
}
