import { ActionIcon, Anchor, Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { TriangleAlert, X } from 'lucide-react'
import { useState } from 'react'
import { api, type Job, unwrap } from '../../api/client'
import { applyEvent } from '../../api/events'
import { jobQuery, liveJobsQuery } from '../../api/queries'
import { announceError } from '../../ui/announce'
import { JobProgress } from '../../ui/JobProgress'
import type { Session } from './labApi'
import classes from './SessionView.module.css'

/** Show the batches that are being made, or wait. */
export function MakingBatches({ jobs }: { jobs: readonly Job[] }) {
  // Events keep these fresh; the session only knows which are its own.
  const { data: live = [] } = useQuery(liveJobsQuery)
  return jobs.map((job) => (
    <MakingBatch key={job.job_id} job={live.find(({ job_id }) => job_id === job.job_id) ?? job} />
  ))
}

function MakingBatch({ job }: { job: Job }) {
  const client = useQueryClient()
  const cancel = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v1/jobs/{job_id}/cancel', { params: { path: { job_id: job.job_id } } }),
      ),
    onSuccess: (changed) => applyEvent(client, { type: 'job', job: changed }),
    onError: (error) => announceError('It cannot be stopped', error),
  })
  return (
    <div className={classes.making}>
      <div className={classes.makingHead}>
        <span>{job.title}</span>
        <Button
          variant="default"
          size="xs"
          loading={cancel.isPending}
          disabled={job.cancel_requested}
          onClick={() => cancel.mutate()}
        >
          Stop
        </Button>
      </div>
      <JobProgress job={job} />
    </div>
  )
}

interface LostBatchesProps {
  session: Session
  /** The jobs that were begun on this page. */
  started: readonly string[]
}

/** Tell of batches that were begun here and did not come to be. */
export function LostBatches({ session, started }: LostBatchesProps) {
  const [seen, setSeen] = useState<readonly string[]>([])
  const lost = started.filter(
    (id) =>
      !seen.includes(id) &&
      !session.making.some(({ job_id }) => job_id === id) &&
      !session.batches.some((batch) => batch.id === id),
  )
  // Without any batch the session itself says why.
  if (session.batches.length === 0) return null
  return lost.map((id) => (
    <LostBatch key={id} jobId={id} onClose={() => setSeen((old) => [...old, id])} />
  ))
}

function LostBatch({ jobId, onClose }: { jobId: string; onClose: () => void }) {
  const { data: job } = useQuery({ ...jobQuery(jobId), retry: false })
  if (job?.status !== 'failed') return null
  return (
    <div className={classes.making}>
      <p className={classes.fault} role="alert">
        <TriangleAlert size={16} aria-hidden="true" />
        <span>
          {job.cancelled
            ? 'The batch was stopped.'
            : (job.error?.message ?? 'The batch was not made.')}
        </span>
        <Anchor component={Link} to="/jobs/$jobId" params={{ jobId } as never} size="sm">
          Its log
        </Anchor>
        <ActionIcon variant="subtle" color="gray" aria-label="Close" onClick={onClose}>
          <X size={16} />
        </ActionIcon>
      </p>
    </div>
  )
}
