import { Anchor, CloseButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Job } from '../api/client'
import { isFinished } from '../api/events'
import { jobQuery } from '../api/queries'
import { CancelJobButton } from './CancelJobButton'
import classes from './FollowedJob.module.css'
import { JobProgress } from './JobProgress'

interface FollowedJobProps {
  jobId: string
  /** What to show of a job that did its work; nothing unless this is given. */
  whenDone?: (job: Job) => ReactNode
  onClose: () => void
}

/** Follow a job that was begun on this page: how far it is, or how it ended. */
export function FollowedJob({ jobId, whenDone, onClose }: FollowedJobProps) {
  const { data: job } = useQuery({ ...jobQuery(jobId), retry: false })
  if (!job) return null
  const done = job.status === 'completed'
  if (done && !whenDone) return null
  return (
    <section className={classes.job} aria-label={job.title}>
      <div className={classes.head}>
        <span className={classes.name} role="status">
          {done ? whenDone?.(job) : job.title}
        </span>
        {!done && (
          <Anchor component={Link} to={`/jobs/${jobId}`} size="sm">
            Details
          </Anchor>
        )}
        {isFinished(job) ? (
          <CloseButton aria-label="Close" onClick={onClose} />
        ) : (
          <CancelJobButton job={job} />
        )}
      </div>
      {!isFinished(job) && <JobProgress job={job} />}
      {job.status === 'failed' && (
        <p className={classes.fault} role="alert">
          {job.cancelled ? 'It was cancelled.' : (job.error?.message ?? 'It failed.')}
        </p>
      )}
    </section>
  )
}
