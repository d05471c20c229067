import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Job, unwrap } from '../api/client'
import { applyEvent } from '../api/events'
import { announceError } from './announce'

/** Have a job stopped. */
export function CancelJobButton({ job }: { job: Job }) {
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
