import { Anchor, Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import type { JobDetail } from '../../api/client'
import { isFinished } from '../../api/events'
import { jobQuery } from '../../api/queries'
import { CancelJobButton } from '../../ui/CancelJobButton'
import { ErrorState } from '../../ui/ErrorState'
import { JobProgress } from '../../ui/JobProgress'
import { Page } from '../../ui/Page'
import { JobCard } from './JobCard'
import classes from './JobsPage.module.css'
import { factsOf } from './jobFacts'
import { StatusBadge } from './StatusBadge'

const route = getRouteApi('/jobs/$jobId')
/** Events bring figures; the log is asked for, as long as the job still writes. */
const LOG_INTERVAL_MS = 2_000

/** Show one job with its log and the jobs below it. */
export function JobPage() {
  const { jobId } = route.useParams()
  const {
    data: job,
    error,
    refetch,
  } = useQuery({
    ...jobQuery(jobId),
    refetchInterval: ({ state }) =>
      state.data && !isFinished(state.data) ? LOG_INTERVAL_MS : false,
  })
  return (
    <Page
      title={job?.title ?? 'Job'}
      note={job && <StatusBadge job={job} />}
      actions={job && !isFinished(job) && <CancelJobButton job={job} />}
    >
      <Anchor component={Link} to={job?.parent_id ? `/jobs/${job.parent_id}` : '/jobs'} size="sm">
        <ArrowLeft size={14} aria-hidden="true" style={{ verticalAlign: -2 }} />{' '}
        {job?.parent_id ? 'The job it belongs to' : 'All jobs'}
      </Anchor>
      {job ? (
        <Contents job={job} />
      ) : error ? (
        <ErrorState title="The job cannot be shown" error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton height={220} aria-label="Loading the job" />
      )}
    </Page>
  )
}

function Contents({ job }: { job: JobDetail }) {
  return (
    <>
      {job.kind === 'produce' && (
        <Button component={Link} to={`/studio/${job.job_id}`} variant="default" w="fit-content">
          Open it in the studio
        </Button>
      )}
      <div className={classes.card}>
        {isFinished(job) ? (
          <span className={classes.facts}>{factsOf(job)}</span>
        ) : (
          <JobProgress job={job} />
        )}
        {job.error && <p className={classes.fault}>{job.error.message}</p>}
      </div>
      {job.children.length > 0 && (
        <section className={classes.part}>
          <h2 className={classes.partTitle}>Parts</h2>
          <ul className={classes.list}>
            {job.children.map((child) => (
              <JobCard key={child.job_id} job={child} />
            ))}
          </ul>
        </section>
      )}
      <section className={classes.part}>
        <h2 className={classes.partTitle}>Log</h2>
        {job.log.length > 0 ? (
          <Log job={job} />
        ) : (
          <p className={classes.facts}>
            {isFinished(job) ? 'It had nothing to say.' : 'No lines yet.'}
          </p>
        )}
      </section>
    </>
  )
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

function Log({ job }: { job: JobDetail }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
    <ol className={classes.log} tabIndex={0} aria-label="Log">
      {job.log.map((line, place) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name of their own
          key={place}
          className={classes.line}
          data-level={line.level.toLowerCase()}
        >
          <time className={classes.time} dateTime={line.at}>
            {clock.format(new Date(line.at))}
          </time>
          <span>{line.message}</span>
        </li>
      ))}
    </ol>
  )
}
