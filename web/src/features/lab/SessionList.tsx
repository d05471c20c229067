import { ActionIcon, Loader } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FlaskConical, Pin, Trash2 } from 'lucide-react'
import { announceError } from '../../ui/announce'
import { EmptyState } from '../../ui/EmptyState'
import { formatAge, formatMoment } from '../../ui/format'
import { PagedList } from '../../ui/PagedList'
import list from '../../ui/PagedList.module.css'
import { remainingPages } from '../../ui/remainingPages'
import { TrackTile } from '../../ui/TrackTile'
import { useHidden } from '../../ui/undo'
import { useChangeSession } from './labActions'
import type { SessionLine } from './labApi'
import { sessionPagesQuery } from './labQueries'
import { useDeleteSession } from './labUndo'
import { heldWords, titleOf } from './labWords'
import classes from './SessionList.module.css'

const MOST_LABELS = 6

/** List the sessions, pinned ones first, then the newest. */
export function SessionList() {
  const isHidden = useHidden()
  const query = useInfiniteQuery(sessionPagesQuery)
  return (
    <PagedList
      query={remainingPages(query, ({ id }) => isHidden(`session:${id}`))}
      title="Sessions"
      name="Sessions"
      rowHeight={72}
      empty={<NoSessions />}
      renderRow={(session) => <SessionRow key={session.id} session={session} />}
    />
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
    <li className={list.row}>
      <TrackTile seed={session.brief} size={40} />
      <div className={list.words}>
        <Link
          to="/lab/$sessionId"
          params={{ sessionId: session.id } as never}
          className={list.name}
        >
          {title}
        </Link>
        <span className={list.facts}>
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
  const remove = useDeleteSession()
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
        onClick={() => remove(session)}
      >
        <Trash2 size={16} />
      </ActionIcon>
    </span>
  )
}
