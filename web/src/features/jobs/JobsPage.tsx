import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ListTodo } from 'lucide-react'
import type { Job } from '../../api/client'
import { isFinished } from '../../api/events'
import { JOB_LIMIT, jobListQuery, liveJobsQuery } from '../../api/queries'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { Page } from '../../ui/Page'
import { JobCard } from './JobCard'
import classes from './JobsPage.module.css'

/** Show what Menura is doing and has done. */
export function JobsPage() {
  const { data: jobs, error, refetch } = useQuery(jobListQuery)
  const { data: live = [] } = useQuery(liveJobsQuery)
  return (
    <Page title="Jobs" note={live.length > 0 ? `${live.length} unfinished` : undefined}>
      {jobs ? (
        <Jobs live={live} finished={jobs.filter(isFinished)} />
      ) : error ? (
        <ErrorState
          title="The jobs cannot be listed"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Skeleton height={220} aria-label="Loading jobs" />
      )}
    </Page>
  )
}

function Jobs({ live, finished }: { live: Job[]; finished: Job[] }) {
  if (live.length + finished.length === 0) {
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
        Longer work shows up here: scanning a folder, listening to tracks, building the index.
      </EmptyState>
    )
  }
  return (
    <>
      <JobList title="Running and waiting" jobs={live} />
      <JobList title="Finished" jobs={finished} />
      {live.length + finished.length >= JOB_LIMIT && (
        <p className={classes.facts}>Older jobs are not shown.</p>
      )}
    </>
  )
}

function JobList({ title, jobs }: { title: string; jobs: Job[] }) {
  if (jobs.length === 0) return null
  return (
    <section className={classes.part} aria-label={title}>
      <h2 className={classes.partTitle}>{title}</h2>
      <ul className={classes.list}>
        {jobs.map((job) => (
          <JobCard key={job.job_id} job={job} />
        ))}
      </ul>
    </section>
  )
}
