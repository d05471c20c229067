import { ActionIcon, Anchor, Button, Menu, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft, Ellipsis, ListMusic, Pencil, Play, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { PlaylistDetail } from '../../api/client'
import { playlistQuery } from '../../api/queries'
import { queueOf, usePlayer } from '../../audio/player'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { FollowedJob } from '../../ui/FollowedJob'
import { formatClock, formatNumberOf } from '../../ui/format'
import { lazyDialog } from '../../ui/lazyDialog'
import { Page } from '../../ui/Page'
import { ExportMenu } from './ExportMenu'
import { OrderMenu } from './OrderMenu'
import { PlaylistItems } from './PlaylistItems'
import { useRemovePlaylist, useRenamePlaylist } from './playlistActions'
import { SentTo } from './SentTo'

const NameDialog = lazyDialog(async () => (await import('../../ui/NameDialog')).NameDialog)
const SendDialog = lazyDialog(async () => (await import('./SendDialog')).SendDialog)
const route = getRouteApi('/playlists/$playlistId')

/** Show one playlist, to play and to put in order. */
export function PlaylistPage() {
  const { playlistId } = route.useParams()
  const { data: playlist, error, refetch } = useQuery(playlistQuery(playlistId))
  if (playlist) return <OnePlaylist playlist={playlist} />
  return (
    <Page title="Playlist">
      {error ? (
        <>
          <ErrorState
            title="The playlist cannot be shown"
            error={error}
            onRetry={() => void refetch()}
          />
          <BackLink />
        </>
      ) : (
        <Skeleton height={320} aria-label="Loading the playlist" />
      )}
    </Page>
  )
}

function BackLink() {
  return (
    <Anchor component={Link} to="/playlists" size="sm" w="fit-content">
      <ArrowLeft size={14} aria-hidden="true" style={{ verticalAlign: -2 }} /> All playlists
    </Anchor>
  )
}

function OnePlaylist({ playlist }: { playlist: PlaylistDetail }) {
  const { items } = playlist
  const [jobId, setJobId] = useState<string | null>(null)
  const durationS = items.reduce((sum, item) => sum + (item.track.duration_s ?? 0), 0)
  const play = (index: number) => {
    const tracks = items.map((item) => item.track)
    void usePlayer.getState().play(queueOf(`the playlist “${playlist.name}”`, tracks), index)
  }
  return (
    <Page
      fill
      title={playlist.name}
      note={`${formatNumberOf(items.length, 'track')} · ${formatClock(durationS)}`}
      actions={<Actions playlist={playlist} onPlay={() => play(0)} onSent={setJobId} />}
    >
      <BackLink />
      {jobId && (
        <FollowedJob
          jobId={jobId}
          whenDone={() => 'The server has it.'}
          onClose={() => setJobId(null)}
        />
      )}
      <SentTo playlist={playlist} />
      {items.length > 0 ? (
        <PlaylistItems playlist={playlist} onPlay={play} />
      ) : (
        <EmptyState icon={ListMusic} title="This playlist is empty">
          All of its tracks were taken out, or their source was removed.
        </EmptyState>
      )}
    </Page>
  )
}

interface ActionsProps {
  playlist: PlaylistDetail
  onPlay: () => void
  /** Told the job that gives the playlist to a music server. */
  onSent: (jobId: string | null) => void
}

function Actions({ playlist, onPlay, onSent }: ActionsProps) {
  const [renaming, setRenaming] = useState(false)
  const [sending, setSending] = useState(false)
  const navigate = useNavigate()
  const rename = useRenamePlaylist(playlist)
  const remove = useRemovePlaylist(playlist, () => void navigate({ to: '/playlists' }))
  return (
    <>
      <Button leftSection={<Play size={16} />} disabled={!playlist.items.length} onClick={onPlay}>
        Play
      </Button>
      <OrderMenu playlist={playlist} />
      <ExportMenu playlist={playlist} onSend={() => setSending(true)} />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More for this playlist">
            <Ellipsis size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Pencil size={15} />} onClick={() => setRenaming(true)}>
            Rename…
          </Menu.Item>
          <Menu.Item
            leftSection={<Trash2 size={15} />}
            style={{ color: 'var(--bad-text)' }}
            onClick={remove}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <SendDialog
        playlist={playlist}
        opened={sending}
        onSent={onSent}
        onClose={() => setSending(false)}
      />
      <NameDialog
        title="Rename the playlist"
        value={playlist.name}
        opened={renaming}
        onSave={(name) => rename.mutateAsync(name)}
        onClose={() => setRenaming(false)}
      />
    </>
  )
}
