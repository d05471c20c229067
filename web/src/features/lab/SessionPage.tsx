import { ActionIcon, Anchor, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft, Pin, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { announce, announceError } from '../../ui/announce'
import { ErrorState } from '../../ui/ErrorState'
import { Page } from '../../ui/Page'
import page from '../../ui/Page.module.css'
import { EditableName } from './EditableName'
import { useChangeSession } from './labActions'
import type { Session } from './labApi'
import { sessionQuery } from './labQueries'
import { paramsOf, titleOf } from './labWords'
import { RemoveSessionDialog } from './RemoveSessionDialog'
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
        <SessionView key={session.id} session={session} />
      ) : error ? (
        <ErrorState
          title="The session cannot be shown"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Skeleton height={320} aria-label="Loading the session" />
      )}
    </Page>
  )
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
  const [asking, setAsking] = useState(false)
  const navigate = useNavigate()
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
        onClick={() => setAsking(true)}
      >
        <Trash2 size={17} />
      </ActionIcon>
      <RemoveSessionDialog
        session={session}
        opened={asking}
        onClose={() => setAsking(false)}
        onRemoved={async () => {
          announce('The session is deleted', titleOf(session))
          await navigate({ to: '/lab' })
        }}
      />
    </>
  )
}
