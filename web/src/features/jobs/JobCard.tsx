import { Link } from '@tanstack/react-router'
import type { Job } from '../../api/client'
import { isFinished } from '../../api/events'
import { CancelJobButton } from '../../ui/CancelJobButton'
import { JobProgress } from '../../ui/JobProgress'
import classes from './JobsPage.module.css'
import { elapsedOf, factsOf } from './jobFacts'
import { isRetryable, RetryJobButton } from './RetryJobButton'
import { StatusBadge } from './StatusBadge'

/** Show one job in a list: how far it is, or how it ended. */
export function JobCard({ job }: { job: Job }) {
  return (
    <li className={classes.card}>
      <div className={classes.row}>
        <Link to="/jobs/$jobId" params={{ jobId: job.job_id }} className={classes.name}>
          {job.title}
        </Link>
        <span className={classes.facts}>{isFinished(job) ? factsOf(job) : elapsedOf(job)}</span>
        <StatusBadge job={job} />
        {!isFinished(job) && <CancelJobButton job={job} />}
        {isRetryable(job) && <RetryJobButton job={job} />}
      </div>
      {!isFinished(job) && <JobProgress job={job} />}
      {job.error && !job.cancelled && <p className={classes.fault}>{job.error.message}</p>}
    </li>
  )
}
