import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Job } from './client'
import { applyEvent } from './events'

/** Change something on the server, and fetch again what that may have changed. */
export function useChange<Input, Output>(
  stale: readonly QueryKey[],
  change: (input: Input) => Promise<Output>,
  onDone: (output: Output) => void = () => {},
) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: (output) => {
      for (const queryKey of stale) void client.invalidateQueries({ queryKey })
      onDone(output)
    },
  })
}

/** Start something that is done as a job; `onStarted` is told its id. */
export function useStart<Input>(
  stale: readonly QueryKey[],
  start: (input: Input) => Promise<Job>,
  onStarted: (jobId: string) => void,
) {
  const client = useQueryClient()
  return useChange(stale, start, (job) => {
    applyEvent(client, { type: 'job', job })
    onStarted(job.job_id)
  })
}
