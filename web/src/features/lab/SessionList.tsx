import { ActionIcon, Button, Loader, Skeleton, Stack } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FlaskConical, Pin, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { announce, announceError } from '../../ui/announce'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { formatAge, formatCount, formatMoment } from '../../ui/format'
import { TrackTile } from '../../ui/TrackTile'
import { useChangeSession } from './labActions'
import type { SessionLine } from './labApi'
import { sessionPagesQuery } from './labQueries'
import { heldWords, titleOf } from './labWords'
import { RemoveSessionDialog } from './RemoveSessionDialog'
import classes from './SessionList.module.css'

const MOST_LABELS = 6

/** List the sessions, pinned ones first, then the newest. */
export function SessionList() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(sessionPagesQuery)
  const sessions = data?.pages.flatMap((page) => page.items)
  const total = data?.pages[0]?.total ?? 0
  return (
    <section className={classes.part} aria-label="Sessions">
      <h2 className={classes.title}>
        Sessions{total > 0 && <span className={classes.facts}> {formatCount(total)}</span>}
      </h2>
      {sessions ? (
        <>
          {sessions.length === 0 && <NoSessions />}
          <ul className={classes.list}>
            {sessions.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
          {hasNextPage && (
            <Button
              variant="default"
              loading={isFetchingNextPage}
              onClick={() => void fetchNextPage()}
            >
              Show older ones
            </Button>
          )}
        </>
      ) : error ? (
        <ErrorState
          title="The sessions cannot be listed"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Stack gap={8} role="status" aria-label="Loading sessions">
          <Skeleton height={72} />
          <Skeleton height={72} />
        </Stack>
      )}
    </section>
  )
}

function NoSessions() {
  return (
    <EmptyState icon={FlaskConical} title="No sessions yet">
      Write a brief and have a few clips made of it. They are grouped by how they sound; then ask
      for more like the group you prefer, for less, or for what lies between two.
    </EmptyState>
  )
}

export function SessionRow({ session }: { session: SessionLine }) {
  const title = titleOf(session)
  const more = session.labels.length - MOST_LABELS
  return (
    <li className={classes.row}>
      <TrackTile seed={session.brief} size={40} />
      <div className={classes.words}>
        <Link
          to="/lab/$sessionId"
          params={{ sessionId: session.id } as never}
          className={classes.name}
        >
          {title}
        </Link>
        <span className={classes.facts}>
          {heldWords(session)}
          {' · '}
          <span title={formatMoment(session.created_at)}>{formatAge(session.created_at)}</span>
        </span>
        {session.labels.length > 0 && (
          <ul className={classes.labels} aria-label="Groups">
            {session.labels.slice(0, MOST_LABELS).map((label) => (
              <li key={label}>{label}</li>
            ))}
            {more > 0 && <li>+{more}</li>}
          </ul>
        )}
      </div>
      {session.making && (
        <span className={classes.making}>
          <Loader size={12} aria-hidden="true" /> making
        </span>
      )}
      <RowButtons session={session} title={title} />
    </li>
  )
}

function RowButtons({ session, title }: { session: SessionLine; title: string }) {
  const [asking, setAsking] = useState(false)
  const change = useChangeSession(session.id)
  return (
    <span className={classes.buttons}>
      <ActionIcon
        variant="subtle"
        color={session.pinned ? 'iris' : 'gray'}
        aria-label={`Pin ${title}`}
        aria-pressed={session.pinned}
        title="Pin"
        onClick={() =>
          change.mutate(
            { pinned: !session.pinned },
            { onError: (error) => announceError('The session cannot be pinned', error) },
          )
        }
      >
        <Pin size={16} fill={session.pinned ? 'currentColor' : 'none'} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Delete ${title}`}
        title="Delete"
        onClick={() => setAsking(true)}
      >
        <Trash2 size={16} />
      </ActionIcon>
      <RemoveSessionDialog
        session={session}
        opened={asking}
        onClose={() => setAsking(false)}
        onRemoved={() => {
          setAsking(false)
          announce('The session is deleted', title)
        }}
      />
    </span>
  )
}
