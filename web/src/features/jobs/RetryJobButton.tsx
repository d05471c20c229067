import { Anchor, Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { RotateCw } from 'lucide-react'
import { api, type Job, unwrap } from '../../api/client'
import { applyEvent } from '../../api/events'
import { announceError } from '../../ui/announce'
import { refreshJobLists } from './jobQueries'

/** Whether a job may be worth another try; the server knows whether it can be. */
export function isRetryable(job: Job): boolean {
  return job.status === 'failed' && job.parent_id === null
}

/** Have the work of a failed or cancelled job queued once more; then lead to the new job. */
export function RetryJobButton({ job }: { job: Job }) {
  const client = useQueryClient()
  const retry = useMutation({
    mutationFn: () =>
      unwrap(api.POST('/api/v1/jobs/{job_id}/retry', { params: { path: { job_id: job.job_id } } })),
    onSuccess: (again) => {
      applyEvent(client, { type: 'job', job: again })
      refreshJobLists(client)
    },
    onError: (error) => announceError('It is not tried again', error),
  })
  if (retry.data) {
    return (
      <span role="status">
        <Anchor
          component={Link}
          to="/jobs/$jobId"
          params={{ jobId: retry.data.job_id } as never}
          size="sm"
        >
          Queued again
        </Anchor>
      </span>
    )
  }
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<RotateCw size={14} aria-hidden="true" />}
      aria-label={`Try again: ${job.title}`}
      loading={retry.isPending}
      onClick={() => retry.mutate()}
    >
      Try again
    </Button>
  )
}
