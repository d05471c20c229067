import { Button, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, ListMusic } from 'lucide-react'
import type { Playlist } from '../../api/client'
import { playlistsQuery } from '../../api/queries'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { formatAge, formatClock, formatMoment, formatNumberOf } from '../../ui/format'
import { Page } from '../../ui/Page'
import { TrackTile } from '../../ui/TrackTile'
import { useHidden } from '../../ui/undo'
import { Makers } from './Makers'
import classes from './PlaylistsPage.module.css'

/** List the saved playlists, latest change first. */
export function PlaylistsPage() {
  const { data, error, refetch } = useQuery(playlistsQuery)
  const hidden = useHidden()
  const playlists = data?.filter(({ id }) => !hidden(`playlist:${id}`))
  return (
    <Page
      title="Playlists"
      note={playlists?.length ? formatNumberOf(playlists.length, 'playlist') : undefined}
    >
      <Makers explained={playlists?.length === 0} />
      {playlists ? (
        <Playlists playlists={playlists} />
      ) : error ? (
        <ErrorState
          title="The playlists cannot be listed"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Stack gap={8} role="status" aria-label="Loading playlists">
          <Skeleton height={66} />
          <Skeleton height={66} />
          <Skeleton height={66} />
        </Stack>
      )}
    </Page>
  )
}

function Playlists({ playlists }: { playlists: Playlist[] }) {
  if (playlists.length === 0) {
    return (
      <EmptyState
        icon={ListMusic}
        title="No playlists yet"
        action={
          <Button component={Link} to="/">
            Go to the library
          </Button>
        }
      >
        Choose a track in the library, see what sounds like it, and save that as a playlist. Or take
        one of the ways above.
      </EmptyState>
    )
  }
  return (
    <ul className={classes.list}>
      {playlists.map((playlist) => (
        <li key={playlist.id} className={classes.row}>
          <TrackTile seed={playlist.name} size={44} />
          <div className={classes.words}>
            <Link
              to="/playlists/$playlistId"
              params={{ playlistId: playlist.id }}
              className={classes.name}
            >
              {playlist.name}
            </Link>
            <span className={classes.facts}>
              {formatNumberOf(playlist.track_count, 'track')} · {formatClock(playlist.duration_s)} ·{' '}
              <span title={formatMoment(playlist.updated_at)}>
                changed {formatAge(playlist.updated_at)}
              </span>
            </span>
          </div>
          <ChevronRight size={18} aria-hidden="true" />
        </li>
      ))}
    </ul>
  )
}
