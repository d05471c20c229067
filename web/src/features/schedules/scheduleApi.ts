import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Schemas, unwrap } from '../../api/client'
import { applyEvent } from '../../api/events'
import { keys } from '../../api/queries'

export type Schedule = Schemas['ScheduleOut']
export type ScheduleRequest = Schemas['ScheduleIn']

const byName = (name: string) => ({ path: { name } })

export const schedulesQuery = queryOptions({
  queryKey: keys.schedules,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/schedules', { signal }))).items,
})

export const listenersQuery = queryOptions({
  queryKey: ['listeners'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/listeners', { signal }))).items,
})

function useChange<Input, Output>(
  change: (input: Input) => Promise<Output>,
  onDone: () => void = () => {},
) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.schedules })
      onDone()
    },
  })
}

export const usePutSchedule = (onDone: () => void) =>
  useChange(
    ({ name, body }: { name: string; body: ScheduleRequest }) =>
      unwrap(api.PUT('/api/v1/schedules/{name}', { params: byName(name), body })),
    onDone,
  )

export const useEnableSchedule = (name: string) =>
  useChange((enabled: boolean) =>
    unwrap(api.PATCH('/api/v1/schedules/{name}', { params: byName(name), body: { enabled } })),
  )

export const useRemoveSchedule = (name: string, onDone: () => void) =>
  useChange(() => unwrap(api.DELETE('/api/v1/schedules/{name}', { params: byName(name) })), onDone)

/** Do a schedule's work now; `onStarted` is told the job. */
export function useRunSchedule(name: string, onStarted: (jobId: string) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => unwrap(api.POST('/api/v1/schedules/{name}/run', { params: byName(name) })),
    onSuccess: (job) => {
      applyEvent(client, { type: 'job', job })
      void client.invalidateQueries({ queryKey: keys.schedules })
      onStarted(job.job_id)
    },
  })
}
