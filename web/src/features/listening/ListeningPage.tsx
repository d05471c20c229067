import { Button, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { CloudDownload, Ear, FileUp } from 'lucide-react'
import { useState } from 'react'
import { listenersQuery } from '../../api/discover'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { formatNumberOf } from '../../ui/format'
import { lazyDialog } from '../../ui/lazyDialog'
import { Page } from '../../ui/Page'
import { useHidden } from '../../ui/undo'
import { ImportProgress } from './ImportProgress'
import { ListenerPlays } from './ListenerPlays'
import classes from './Listening.module.css'
import type { Listener } from './listeningApi'

const FileDialog = lazyDialog(async () => (await import('./FileDialog')).FileDialog)
const ServiceDialog = lazyDialog(async () => (await import('./ServiceDialog')).ServiceDialog)

/** The listener of Menura's own player. */
const OWN = 'me'

const route = getRouteApi('/listening')

/** Show who played what, and take in what was played elsewhere. */
export function ListeningPage() {
  const { data, error, refetch } = useQuery(listenersQuery)
  const hidden = useHidden()
  const listeners = data?.filter(({ name }) => !hidden(`listener:${name}`))
  const [importing, setImporting] = useState<'file' | 'service'>()
  const [jobId, setJobId] = useState<string | null>(null)
  const some = listeners && listeners.length > 0
  const close = () => setImporting(undefined)
  const buttons = (
    <>
      <Button
        variant="default"
        leftSection={<CloudDownload size={17} />}
        onClick={() => setImporting('service')}
      >
        Import from a service
      </Button>
      <Button leftSection={<FileUp size={17} />} onClick={() => setImporting('file')}>
        Import a file
      </Button>
    </>
  )
  return (
    <Page
      title="Listening"
      note={some ? formatNumberOf(listeners.length, 'listener') : undefined}
      actions={some && buttons}
    >
      {jobId && <ImportProgress jobId={jobId} onClose={() => setJobId(null)} />}
      {some ? (
        <Listeners listeners={listeners} />
      ) : listeners ? (
        <EmptyState
          icon={Ear}
          title="Nothing was played yet"
          action={<div className={classes.buttons}>{buttons}</div>}
        >
          Menura counts what its own player plays, and what the accounts of music servers have
          played. History of ListenBrainz and Last.fm can be brought in too: the sonic fingerprint
          is made of all that.
        </EmptyState>
      ) : error ? (
        <ErrorState
          title="The listeners cannot be listed"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Stack gap={8} role="status" aria-label="Loading listeners">
          <Skeleton height={44} />
          <Skeleton height={300} />
        </Stack>
      )}
      <FileDialog
        listeners={listeners ?? []}
        opened={importing === 'file'}
        onBegun={setJobId}
        onClose={close}
      />
      <ServiceDialog
        listeners={listeners ?? []}
        opened={importing === 'service'}
        onBegun={setJobId}
        onClose={close}
      />
    </Page>
  )
}

function Listeners({ listeners }: { listeners: readonly Listener[] }) {
  const { listener: name } = route.useSearch()
  const navigate = route.useNavigate()
  // Whoever listens here comes first.
  const ordered = [...listeners].sort((a, b) => Number(b.name === OWN) - Number(a.name === OWN))
  const chosen = ordered.find((one) => one.name === name) ?? ordered[0]
  if (!chosen) return null
  return (
    <>
      <ul className={classes.listeners} aria-label="Listeners">
        {ordered.map((one) => (
          <li key={one.name}>
            <button
              type="button"
              className={classes.listener}
              aria-pressed={one.name === chosen.name}
              onClick={() => void navigate({ search: { listener: one.name }, replace: true })}
            >
              {one.name === OWN ? 'Me' : one.name}
              <span>{formatNumberOf(one.play_count, 'play')}</span>
            </button>
          </li>
        ))}
      </ul>
      <ListenerPlays
        key={chosen.name}
        listener={chosen}
        onForgotten={() => void navigate({ search: {}, replace: true })}
      />
    </>
  )
}
