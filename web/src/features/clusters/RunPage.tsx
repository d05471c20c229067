import { ActionIcon, Anchor, Badge, Button, NativeSelect, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft, ListPlus, MapIcon, Pencil, Pin, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { announceError } from '../../ui/announce'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { FollowedJob } from '../../ui/FollowedJob'
import { formatAge, formatNumberOf } from '../../ui/format'
import { lazyDialog } from '../../ui/lazyDialog'
import { Page } from '../../ui/Page'
import { ClusterCard } from './ClusterCard'
import classes from './Clusters.module.css'
import { ClusterTracks } from './ClusterTracks'
import { ComparisonTable } from './ComparisonTable'
import {
  type ClusterRun,
  runQuery,
  runsQuery,
  useChangeRun,
  useRefreshRun,
  useSaveClusters,
} from './clusterApi'
import { RemoveRun } from './RemoveRun'
import { formatScore, lineOfRun, measuresOf, titleOfRun } from './runWords'

const NameDialog = lazyDialog(async () => (await import('../../ui/NameDialog')).NameDialog)
const route = getRouteApi('/clusters/$runId')

/** Show a version of the automatic playlists. */
export function RunPage() {
  const { runId } = route.useParams()
  const { data: run, error, refetch } = useQuery(runQuery(runId))
  if (run) return <OneRun key={run.id} run={run} />
  return (
    <Page title="Version">
      <BackLink />
      {error ? (
        <ErrorState
          title="The version cannot be shown"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Skeleton height={320} role="status" aria-label="Loading the version" />
      )}
    </Page>
  )
}

function BackLink() {
  return (
    <Anchor component={Link} to="/clusters" size="sm" w="fit-content">
      <ArrowLeft size={14} aria-hidden="true" style={{ verticalAlign: -2 }} /> All versions
    </Anchor>
  )
}

function OneRun({ run }: { run: ClusterRun }) {
  const search = route.useSearch()
  const navigate = useNavigate()
  const [jobId, setJobId] = useState<string | null>(null)
  const setSearch = (part: { playlist?: number; with?: string }) =>
    void navigate({
      to: '/clusters/$runId',
      params: { runId: run.id },
      search: { ...search, ...part },
      replace: true,
    })
  const opened = run.playlists.find(({ position }) => position === search.playlist)
  return (
    <Page
      title={titleOfRun(run)}
      note={
        <>
          {formatNumberOf(run.playlists.length, 'playlist')} · score {formatScore(run.score)} · made{' '}
          {formatAge(run.created_at)} {run.pinned && <Badge variant="default">Pinned</Badge>}
        </>
      }
      actions={<Actions run={run} onRefresh={setJobId} />}
    >
      <BackLink />
      {jobId && (
        <FollowedJob
          jobId={jobId}
          onClose={() => setJobId(null)}
          whenDone={() => (
            <>
              The new music is sorted in:{' '}
              <Anchor component={Link} to={`/clusters/${jobId}`}>
                open the new version
              </Anchor>
            </>
          )}
        />
      )}
      {run.playlists.length > 0 ? (
        <ul className={classes.cards} aria-label="Playlists of this version">
          {run.playlists.map((playlist) => (
            <ClusterCard
              key={playlist.position}
              runId={run.id}
              playlist={playlist}
              opened={playlist === opened}
              onToggle={() =>
                setSearch({ playlist: playlist === opened ? undefined : playlist.position })
              }
            />
          ))}
        </ul>
      ) : (
        <EmptyState icon={ListPlus} title="No playlist came of it">
          No group was large and pure enough. Search again with fewer groups or a shorter shortest
          playlist.
        </EmptyState>
      )}
      {opened && (
        <ClusterTracks
          key={opened.position}
          runId={run.id}
          playlist={opened}
          onClose={() => setSearch({ playlist: undefined })}
        />
      )}
      <Compare run={run} otherId={search.with} onChoose={(id) => setSearch({ with: id })} />
      <HowFound run={run} />
    </Page>
  )
}

function Actions({ run, onRefresh }: { run: ClusterRun; onRefresh: (jobId: string) => void }) {
  const [renaming, setRenaming] = useState(false)
  const navigate = useNavigate()
  const save = useSaveClusters(run.id)
  const refresh = useRefreshRun(run.id, onRefresh)
  const change = useChangeRun(run.id)
  return (
    <>
      <Button
        leftSection={<ListPlus size={16} />}
        loading={save.isPending}
        disabled={run.playlists.length === 0}
        onClick={() =>
          save.mutate([], {
            onError: (error) => announceError('The playlists cannot be saved', error),
          })
        }
      >
        Save all
      </Button>
      <Button
        variant="default"
        leftSection={<RefreshCw size={16} />}
        loading={refresh.isPending}
        onClick={() =>
          refresh.mutate(undefined, {
            onError: (error) => announceError('New music cannot be sorted in', error),
          })
        }
      >
        Refresh with new music
      </Button>
      <Button
        component={Link}
        to="/map?by=cluster"
        variant="default"
        leftSection={<MapIcon size={16} />}
      >
        Show on the map
      </Button>
      <ActionIcon
        variant="default"
        size={36}
        aria-label="Pin the version"
        aria-pressed={run.pinned}
        title={run.pinned ? 'Pinned: cannot be deleted' : 'Pin'}
        onClick={() =>
          change.mutate(
            { pinned: !run.pinned },
            { onError: (error) => announceError('The version cannot be pinned', error) },
          )
        }
      >
        <Pin size={16} fill={run.pinned ? 'currentColor' : 'none'} />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size={36}
        aria-label="Rename the version"
        title="Rename"
        onClick={() => setRenaming(true)}
      >
        <Pencil size={16} />
      </ActionIcon>
      <RemoveRun run={run} size={36} onHidden={() => void navigate({ to: '/clusters' })} />
      <NameDialog
        title="Rename the version"
        value={run.name ?? ''}
        opened={renaming}
        onSave={(name) => change.mutateAsync({ name })}
        onClose={() => setRenaming(false)}
      />
    </>
  )
}

interface CompareProps {
  run: ClusterRun
  otherId: string | undefined
  onChoose: (id: string | undefined) => void
}

function Compare({ run, otherId, onChoose }: CompareProps) {
  const { data: runs = [] } = useQuery(runsQuery)
  const others = runs.filter(({ id }) => id !== run.id)
  const other = others.find(({ id }) => id === otherId)
  if (others.length === 0) return null
  return (
    <section className={classes.part} aria-label="Comparison">
      <NativeSelect
        className={classes.chooser}
        label="Compare with"
        value={other?.id ?? ''}
        data={[
          { value: '', label: 'Another version…' },
          ...others.map((one) => ({ value: one.id, label: lineOfRun(one) })),
        ]}
        onChange={(event) => onChoose(event.currentTarget.value || undefined)}
      />
      {other && <ComparisonTable run={run} other={other} />}
    </section>
  )
}

function HowFound({ run }: { run: ClusterRun }) {
  const { algorithm, basis } = run.options as { algorithm?: string; basis?: string }
  return (
    <details className={classes.more}>
      <summary>How it was found</summary>
      <dl className={classes.facts}>
        <dt>Attempts</dt>
        <dd>{run.iterations}</dd>
        <dt>Tracks sorted</dt>
        <dd>{run.track_count}</dd>
        <dt>Way of grouping</dt>
        <dd>
          {algorithm}, by {basis === 'features' ? 'tempo, energy, moods and genres' : 'sound'}
        </dd>
        {measuresOf(run).map(([name, value]) => (
          <MeasureFact key={name} name={name} value={value} />
        ))}
      </dl>
    </details>
  )
}

function MeasureFact({ name, value }: { name: string; value: number }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{formatScore(value)}</dd>
    </>
  )
}
