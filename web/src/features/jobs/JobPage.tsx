import { Anchor, Button, Skeleton, VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useEffect } from 'react'
import type { JobDetail } from '../../api/client'
import { isFinished } from '../../api/events'
import { jobQuery } from '../../api/queries'
import { CancelJobButton } from '../../ui/CancelJobButton'
import { JobProgress } from '../../ui/JobProgress'
import { NotThere } from '../../ui/NotThere'
import { Page } from '../../ui/Page'
import { JobLog } from './JobLog'
import { JobParts } from './JobParts'
import classes from './JobsPage.module.css'
import { elapsedOf, factsOf } from './jobFacts'
import { placeOf } from './jobPlace'
import { isRetryable, RetryJobButton } from './RetryJobButton'
import { StatusBadge } from './StatusBadge'

const route = getRouteApi('/jobs/$jobId')
/** Events bring figures; the log is asked for, as long as the job still writes. */
const LOG_INTERVAL_MS = 2_000

/** Show one job with its log and the jobs below it. */
export function JobPage() {
  const { jobId } = route.useParams()
  const query = useQuery({
    ...jobQuery(jobId),
    refetchInterval: ({ state }) =>
      state.data && !isFinished(state.data) ? LOG_INTERVAL_MS : false,
  })
  const { data: job, error, refetch } = query
  const finished = job !== undefined && isFinished(job)
  // An event has told of the end, but not of the last lines of the log.
  useEffect(() => {
    if (finished) void refetch()
  }, [finished, refetch])
  return (
    <Page
      title={job?.title ?? 'Job'}
      note={
        job && (
          <>
            <StatusBadge job={job} /> {!finished && elapsedOf(job)}
          </>
        )
      }
      actions={job && <Deed job={job} />}
    >
      <Anchor component={Link} to={job?.parent_id ? `/jobs/${job.parent_id}` : '/jobs'} size="sm">
        <ArrowLeft size={14} aria-hidden="true" style={{ verticalAlign: -2 }} />{' '}
        {job?.parent_id ? 'The job it belongs to' : 'All jobs'}
      </Anchor>
      <VisuallyHidden role="status">{finished && `Ended: ${job.title}`}</VisuallyHidden>
      {job ? (
        <Contents job={job} />
      ) : error ? (
        <NotThere
          what="job"
          error={error}
          onRetry={() => void refetch()}
          to="/jobs"
          wayOn="See all jobs"
        />
      ) : (
        <Skeleton height={220} aria-label="Loading the job" />
      )}
    </Page>
  )
}

function Deed({ job }: { job: JobDetail }) {
  if (!isFinished(job)) return <CancelJobButton job={job} />
  // Another job has another button: what the last one queued is not shown for it.
  return isRetryable(job) ? <RetryJobButton key={job.job_id} job={job} /> : null
}

function Contents({ job }: { job: JobDetail }) {
  const place = placeOf(job)
  return (
    <>
      {place && (
        <Button component={Link} to={place.href} variant="default" w="fit-content">
          {place.words}
        </Button>
      )}
      <div className={classes.card}>
        {isFinished(job) ? (
          <span className={classes.facts}>{factsOf(job)}</span>
        ) : (
          <JobProgress job={job} />
        )}
        {job.error && (
          <p className={job.cancelled ? classes.facts : classes.fault}>{job.error.message}</p>
        )}
      </div>
      <JobParts jobs={job.children} />
      <JobLog job={job} />
    </>
  )
}
