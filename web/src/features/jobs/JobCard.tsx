import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api, type Job, unwrap } from '../../api/client'
import { applyEvent, isFinished } from '../../api/events'
import { announceError } from '../../ui/announce'
import { JobProgress } from '../../ui/JobProgress'
import classes from './JobsPage.module.css'
import { factsOf } from './jobFacts'
import { StatusBadge } from './StatusBadge'

/** Show one job in a list: how far it is, or how it ended. */
export function JobCard({ job }: { job: Job }) {
  return (
    <li className={classes.card}>
      <div className={classes.row}>
        <Link to="/jobs/$jobId" params={{ jobId: job.job_id }} className={classes.name}>
          {job.title}
        </Link>
        {isFinished(job) && <span className={classes.facts}>{factsOf(job)}</span>}
        <StatusBadge job={job} />
        {!isFinished(job) && <CancelButton job={job} />}
      </div>
      {!isFinished(job) && <JobProgress job={job} />}
      {job.error && !job.cancelled && <p className={classes.fault}>{job.error.message}</p>}
    </li>
  )
}

export function CancelButton({ job }: { job: Job }) {
  const client = useQueryClient()
  const cancel = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v1/jobs/{job_id}/cancel', { params: { path: { job_id: job.job_id } } }),
      ),
    onSuccess: (changed) => applyEvent(client, { type: 'job', job: changed }),
    onError: (error) => announceError(`“${job.title}” cannot be cancelled`, error),
  })
  return (
    <Button
      variant="default"
      size="xs"
      loading={cancel.isPending}
      disabled={job.cancel_requested}
      onClick={() => cancel.mutate()}
    >
      Cancel
    </Button>
  )
}
