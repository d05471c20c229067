import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { RotateCw, TriangleAlert } from 'lucide-react'
import { api, type Job, unwrap } from '../../api/client'
import { applyEvent, isFinished } from '../../api/events'
import { announceError } from '../../ui/announce'
import { formatSpan } from '../../ui/format'
import classes from './Making.module.css'
import { StageStepper } from './StageStepper'
import type { ProductionDetail } from './studioApi'

interface MakingProps {
  production: ProductionDetail
  job: Job | undefined
}

/** Show how a production comes to be, or why it did not. */
export function Making({ production, job }: MakingProps) {
  return (
    <section className={classes.making} aria-label="How far it is">
      <p className={classes.prompt}>“{production.prompt}”</p>
      {job && <StageStepper job={job} />}
      {production.state === 'failed' ? (
        <Failed production={production} job={job} />
      ) : (
        job && !isFinished(job) && <Going job={job} />
      )}
    </section>
  )
}

function Going({ job }: { job: Job }) {
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
    <div className={classes.row}>
      <span role="status" className={classes.words}>
        {job.cancel_requested
          ? 'Stopping…'
          : job.status === 'queued'
            ? 'Waiting for its turn.'
            : job.time_left_s
              ? `About ${formatSpan(job.time_left_s)} left.`
              : 'Being made.'}
      </span>
      <Button
        variant="default"
        loading={cancel.isPending}
        disabled={job.cancel_requested}
        onClick={() => cancel.mutate()}
      >
        Stop
      </Button>
    </div>
  )
}

function Failed({ production, job }: MakingProps) {
  const why = job?.cancelled ? 'It was stopped.' : production.error_message
  return (
    <>
      <p className={classes.fault} role="alert">
        <TriangleAlert size={16} aria-hidden="true" />
        <span>{why ?? 'It was not finished.'}</span>
      </p>
      <div className={classes.row}>
        <Button
          component={Link}
          to="/studio"
          search={{ prompt: production.prompt } as never}
          leftSection={<RotateCw size={16} />}
        >
          Try again
        </Button>
        <Button component={Link} to={`/jobs/${production.id}`} variant="default">
          Its log
        </Button>
      </div>
    </>
  )
}
