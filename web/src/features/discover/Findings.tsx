import { ActionIcon, Button, Skeleton, Stack } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { ListEnd, SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { ApiError } from '../../api/client'
import type { Found } from '../../api/discover'
import { usePlayer } from '../../audio/player'
import { useTrackList } from '../../audio/useTrackList'
import { announce } from '../../ui/announce'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { FoundButtons } from '../../ui/FoundButtons'
import { formatClock, formatNumberOf } from '../../ui/format'
import { ResultList } from '../../ui/ResultList'
import classes from './Discover.module.css'

/** What pages ask the server for, as far as it is told here. */
export interface Asked {
  data: { items: readonly Found[]; note?: string | null } | undefined
  error: unknown
  isFetching: boolean
  isPlaceholderData: boolean
  refetch: () => unknown
}

interface FindingsProps {
  asked: Asked
  /** What the player says it plays from, such as "a mixture". */
  source: string
  /** A name for the playlist. */
  suggestion: string
  litId: string | null
  onLit: (id: string | null) => void
  /** What is saved of it; left out: everything. */
  kept?: readonly Found[]
  /** Takes the filter away, where there is one: the way on when nothing passes it. */
  onWiden?: () => void
  /** What that is called, where it is something else than taking the filter away. */
  widenName?: string
  /** Between the head and the list. */
  children?: ReactNode
  /** More buttons in the head. */
  actions?: ReactNode
  badgeOf?: (item: Found, index: number) => ReactNode
  toolsOf?: (item: Found, index: number) => ReactNode
}

/** Show what was found: to play, to keep; or why there is nothing, and what to do. */
export function Findings(props: FindingsProps) {
  const { asked, source, suggestion, litId, onLit, children, actions, badgeOf, toolsOf } = props
  const { kept, onWiden, widenName = 'Take the filter away' } = props
  const tracks = asked.data?.items.map(({ track }) => track) ?? []
  const player = useTrackList(source, tracks)
  const { data, error, isFetching, isPlaceholderData } = asked
  if (error && !isFetching) {
    return <Trouble error={error} onRetry={() => void asked.refetch()} onWiden={onWiden} />
  }
  if (!data) return <Waiting />
  const { items, note } = data
  const durationS = items.reduce((sum, { track }) => sum + (track.duration_s ?? 0), 0)
  return (
    <>
      <div className={classes.head}>
        <h2 className={classes.title}>
          <span role="status">
            {formatNumberOf(items.length, 'track')}
            {items.length > 0 && ` · ${formatClock(durationS)}`}
          </span>
        </h2>
        {items.length > 0 && (
          <FoundButtons
            items={items}
            kept={kept}
            main={actions ? null : 'save'}
            onPlay={() => player.onPlay(0)}
            saveAs={suggestion}
          />
        )}
        {actions}
      </div>
      {note && (
        <p className={classes.note} role="note">
          {note}
        </p>
      )}
      {children}
      {items.length === 0 ? (
        <EmptyState
          icon={SearchX}
          title="Nothing was found"
          action={onWiden && <Button onClick={onWiden}>{widenName}</Button>}
        >
          No track fits. Take something out of the filter, or begin with something else.
        </EmptyState>
      ) : (
        <div data-stale={isPlaceholderData || undefined}>
          <ResultList
            label="Tracks that were found"
            items={items}
            playingId={player.playingId}
            litId={litId}
            onLit={onLit}
            onPlay={player.onPlay}
            badgeOf={badgeOf}
            toolsOf={(item, index) => (
              <>
                <QueueButton item={item} />
                {toolsOf?.(item, index)}
              </>
            )}
          />
        </div>
      )}
    </>
  )
}

function QueueButton({ item: { track } }: { item: Found }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={30}
      aria-label={`Play ${track.title} later`}
      title="Play it after what is to come"
      onClick={() => {
        usePlayer.getState().enqueue(`“${track.title}”`, [track])
        announce('Queued', `“${track.title}” will play after the others.`)
      }}
    >
      <ListEnd size={16} />
    </ActionIcon>
  )
}

export function Waiting() {
  return (
    <Stack gap={10} role="status" aria-label="Looking for music">
      <Skeleton height={32} width="40%" />
      <Skeleton height={280} />
    </Stack>
  )
}

interface TroubleProps {
  error: unknown
  onRetry: () => void
  onWiden?: () => void
}

// With these there is nothing to search among, or to search with.
const LEADS_TO_LIBRARY = ['not_heard_yet', 'not_heard_in_space', 'track_not_on_shelf']

/** Say what is wrong in the server's words, with a way on. */
export function Trouble({ error, onRetry, onWiden }: TroubleProps) {
  const code = error instanceof ApiError ? error.code : ''
  const empty = code === 'nothing_to_search'
  return (
    <>
      <ErrorState
        title={empty ? 'Nothing was found' : 'This cannot be found'}
        error={error}
        onRetry={empty ? undefined : onRetry}
      />
      {empty && onWiden && (
        <Button w="fit-content" mx="auto" onClick={onWiden}>
          Take the filter away
        </Button>
      )}
      {(LEADS_TO_LIBRARY.includes(code) || (empty && !onWiden)) && (
        <Button component={Link} to="/" variant="default" w="fit-content" mx="auto">
          Go to the library
        </Button>
      )}
    </>
  )
}
