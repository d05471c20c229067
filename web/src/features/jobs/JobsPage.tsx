import { Button, NativeSelect, Skeleton, Stack, VisuallyHidden } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ListTodo } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Job, Schemas } from '../../api/client'
import { liveJobsQuery } from '../../api/queries'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { formatCount } from '../../ui/format'
import { Page } from '../../ui/Page'
import { JobList } from './JobList'
import classes from './JobsPage.module.css'
import { kindInWords } from './jobKinds'
import { refreshJobLists, tallyQuery } from './jobQueries'
import { type JobStanding, readJobsSearch, STANDINGS } from './jobsSearch'

type Tally = Schemas['JobTallyOut']

/** Show what Menura is doing and has done. */
export function JobsPage() {
  const { data: live = [] } = useQuery(liveJobsQuery)
  const { data: tally, error, refetch } = useQuery(tallyQuery)
  useFreshLists(live)
  return (
    <Page title="Jobs" note={live.length > 0 ? `${live.length} unfinished` : undefined}>
      <Ended live={live} />
      {tally?.length === 0 && live.length === 0 ? (
        <NothingYet />
      ) : tally ? (
        <Jobs live={live} tally={tally} />
      ) : error ? (
        <ErrorState
          title="The jobs cannot be listed"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Stack gap={8} role="status" aria-label="Loading jobs">
          <Skeleton height={36} />
          <Skeleton height={74} />
          <Skeleton height={74} />
        </Stack>
      )}
    </Page>
  )
}

function NothingYet() {
  return (
    <EmptyState
      icon={ListTodo}
      title="Nothing to do"
      action={
        <Button component={Link} to="/">
          Go to the library
        </Button>
      }
    >
      Longer work shows up here: scanning a folder, listening to tracks, making music.
    </EmptyState>
  )
}

/** Ask again for lists and counts whenever a job comes, begins or ends. */
function useFreshLists(live: readonly Job[]): void {
  const client = useQueryClient()
  const standing = live.map((job) => `${job.job_id} ${job.status}`).join()
  const seen = useRef(standing)
  useEffect(() => {
    if (seen.current === standing) return
    seen.current = standing
    refreshJobLists(client)
  }, [client, standing])
}

/** Tell who cannot see the list that a job has ended. */
function Ended({ live }: { live: readonly Job[] }) {
  const [ended, setEnded] = useState('')
  const before = useRef(live)
  useEffect(() => {
    const ids = new Set(live.map((job) => job.job_id))
    const gone = before.current.filter((job) => !ids.has(job.job_id))
    before.current = live
    if (gone.length > 0) setEnded(`Ended: ${gone.map((job) => job.title).join(', ')}`)
  }, [live])
  return <VisuallyHidden role="status">{ended}</VisuallyHidden>
}

function Jobs({ live, tally }: { live: Job[]; tally: Tally[] }) {
  const navigate = useNavigate()
  const search = readJobsSearch(useSearch({ strict: false }) as Record<string, unknown>)
  const count = (standing: JobStanding) =>
    tally
      .filter((one) => !search.kind || one.kind === search.kind)
      .reduce((sum, one) => sum + (one.counts[standing] ?? 0), 0)
  // Once chosen by itself, a tab stays: a list that changes under the hand helps nobody.
  const [first] = useState(() => STANDINGS.find(({ standing }) => count(standing))?.standing)
  const show = search.show ?? first ?? 'processing'
  const showKind = (kind?: string) =>
    void navigate({ to: '/jobs', search: { ...search, show, kind } as never, replace: true })
  return (
    <>
      <div className={classes.bar}>
        <nav className={classes.tabs} aria-label="Jobs by how they stand">
          {STANDINGS.map(({ standing, words }) => (
            <Link
              key={standing}
              to="/jobs"
              search={{ ...search, show: standing } as never}
              replace
              className={classes.tab}
              aria-current={standing === show ? 'page' : undefined}
            >
              {words} <span className={classes.facts}>{formatCount(count(standing))}</span>
            </Link>
          ))}
        </nav>
        <KindFilter tally={tally} kind={search.kind} onChange={showKind} />
      </div>
      <JobList
        key={`${show} ${search.kind}`}
        live={live}
        show={show}
        kind={search.kind}
        onAllKinds={() => showKind(undefined)}
      />
    </>
  )
}

interface KindFilterProps {
  tally: Tally[]
  kind?: string
  onChange: (kind?: string) => void
}

function KindFilter({ tally, kind, onChange }: KindFilterProps) {
  const kinds = new Set(tally.map((one) => one.kind))
  if (kind) kinds.add(kind)
  if (kinds.size < 2) return null
  const data = [...kinds]
    .map((value) => ({ value, label: kindInWords(value) }))
    .sort((one, other) => one.label.localeCompare(other.label))
  return (
    <NativeSelect
      aria-label="Kind of job"
      size="xs"
      data={[{ value: '', label: 'Every kind' }, ...data]}
      value={kind ?? ''}
      onChange={({ currentTarget: { value } }) => onChange(value || undefined)}
    />
  )
}
