import { ActionIcon, Anchor, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft, Pin, Trash2 } from 'lucide-react'
import { announceError } from '../../ui/announce'
import { NotThere } from '../../ui/NotThere'
import { Page } from '../../ui/Page'
import page from '../../ui/Page.module.css'
import { EditableName } from './EditableName'
import { useChangeSession } from './labActions'
import type { Session } from './labApi'
import { sessionQuery } from './labQueries'
import { useDeleteSession, useRemaining } from './labUndo'
import { paramsOf, titleOf } from './labWords'
import { SessionView } from './SessionView'

const route = getRouteApi('/lab/$sessionId')

/** Show a session: what was asked for, what came of it, and where to go from there. */
export function SessionPage() {
  const { sessionId } = route.useParams()
  const { data: session, error, refetch } = useQuery(sessionQuery(sessionId))
  return (
    <Page
      title={session ? titleOf(session) : 'Session'}
      heading={session && <Heading session={session} />}
      note={session && paramsOf(session.params)}
      actions={session && <Actions session={session} />}
    >
      <Anchor component={Link} to="/lab" size="sm">
        <ArrowLeft size={14} aria-hidden="true" style={{ verticalAlign: -2 }} /> All sessions
      </Anchor>
      {session ? (
        <Remaining key={session.id} session={session} />
      ) : error ? (
        <NotThere
          what="session"
          error={error}
          onRetry={() => void refetch()}
          to="/lab"
          wayOn="Go to the Session Lab"
        />
      ) : (
        <Skeleton height={320} aria-label="Loading the session" />
      )}
    </Page>
  )
}

function Remaining({ session }: { session: Session }) {
  return <SessionView session={useRemaining(session)} />
}

function Heading({ session }: { session: Session }) {
  const change = useChangeSession(session.id)
  return (
    <EditableName
      what="the session"
      value={session.name ?? ''}
      placeholder={titleOf({ ...session, name: null })}
      maxLength={200}
      mayBeEmpty
      onSave={(name) => change.mutateAsync({ name })}
    >
      <h1 className={page.title}>{titleOf(session)}</h1>
    </EditableName>
  )
}

function Actions({ session }: { session: Session }) {
  const remove = useDeleteSession()
  const change = useChangeSession(session.id)
  return (
    <>
      <ActionIcon
        variant={session.pinned ? 'light' : 'default'}
        size={34}
        aria-label="Pin the session"
        aria-pressed={session.pinned}
        title="Pin: it stands first in the list"
        onClick={() =>
          change.mutate(
            { pinned: !session.pinned },
            { onError: (error) => announceError('The session cannot be pinned', error) },
          )
        }
      >
        <Pin size={17} fill={session.pinned ? 'currentColor' : 'none'} />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size={34}
        aria-label="Delete the session"
        title="Delete"
        onClick={() => remove(session)}
      >
        <Trash2 size={17} />
      </ActionIcon>
    </>
  )
}
