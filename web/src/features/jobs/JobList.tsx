import { Button, Skeleton, Stack } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ListTodo } from 'lucide-react'
import type { Job } from '../../api/client'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { formatNumberOf } from '../../ui/format'
import { JobCard } from './JobCard'
import classes from './JobsPage.module.css'
import { kindInWords } from './jobKinds'
import { jobPagesQuery, withNews } from './jobQueries'
import type { JobStanding } from './jobsSearch'

interface JobListProps {
  live: Job[]
  show: JobStanding
  kind?: string
  onAllKinds: () => void
}

/** List jobs that stand alike, newest first. */
export function JobList({ live, show, kind, onAllKinds }: JobListProps) {
  const query = useInfiniteQuery(jobPagesQuery(show, kind))
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query
  if (!data) {
    return error ? (
      <ErrorState title="The jobs cannot be listed" error={error} onRetry={() => void refetch()} />
    ) : (
      <Stack gap={8} role="status" aria-label="Loading jobs">
        <Skeleton height={74} />
        <Skeleton height={74} />
      </Stack>
    )
  }
  const fetched = data.pages.flatMap((page) => page.items)
  const jobs = withNews(fetched, live, { show, kind })
  return (
    <>
      {jobs.length === 0 && !hasNextPage && <Nothing {...{ live, show, kind, onAllKinds }} />}
      <ul className={classes.list}>
        {jobs.map((job) => (
          <JobCard key={job.job_id} job={job} />
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show older ones
        </Button>
      )}
    </>
  )
}

const NOTHING: Readonly<Record<JobStanding, { title: string; words: string }>> = {
  processing: {
    title: 'Nothing is being done',
    words: 'Longer work shows up here: scanning a folder, listening to tracks, making music.',
  },
  queued: { title: 'Nothing waits', words: 'Work that waits for its turn stands here.' },
  completed: { title: 'Nothing was done yet', words: 'What was done is listed here for a while.' },
  failed: {
    title: 'Nothing failed',
    words: 'What went wrong or was cancelled is listed here, and can be tried again.',
  },
}

function Nothing({ live, show, kind, onAllKinds }: JobListProps) {
  const { title, words } = NOTHING[show]
  const waiting = show === 'processing' ? live.filter((job) => job.status === 'queued').length : 0
  if (kind) {
    return (
      <EmptyState
        icon={ListTodo}
        title={title}
        action={
          <Button variant="default" onClick={onAllKinds}>
            Show every kind
          </Button>
        }
      >
        Only “{kindInWords(kind)}” is shown. {words}
      </EmptyState>
    )
  }
  if (waiting > 0) {
    return (
      <EmptyState
        icon={ListTodo}
        title="Nothing is being done yet"
        action={
          <Button component={Link} to="/jobs" search={{ show: 'queued' } as never}>
            See what waits
          </Button>
        }
      >
        {formatNumberOf(waiting, 'job')} in line; a worker takes the first as soon as one is free.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={ListTodo}
      title={title}
      action={
        <Button component={Link} to="/" variant="default">
          Go to the library
        </Button>
      }
    >
      {words}
    </EmptyState>
  )
}
