import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { useChange, useStart } from '../../api/changes'
import { api, type Schemas, unwrap } from '../../api/client'
import { keys } from '../../api/queries'
import { deleteWithUndo } from '../../ui/undo'

export type Schedule = Schemas['ScheduleOut']
export type ScheduleRequest = Schemas['ScheduleIn']

const byName = (name: string) => ({ path: { name } })

export const schedulesQuery = queryOptions({
  queryKey: keys.schedules,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/schedules', { signal }))).items,
})

const STALE = [keys.schedules]

export const usePutSchedule = (onDone: () => void) =>
  useChange(
    STALE,
    ({ name, body }: { name: string; body: ScheduleRequest }) =>
      unwrap(api.PUT('/api/v1/schedules/{name}', { params: byName(name), body })),
    onDone,
  )

export const useEnableSchedule = (name: string) =>
  useChange(STALE, (enabled: boolean) =>
    unwrap(api.PATCH('/api/v1/schedules/{name}', { params: byName(name), body: { enabled } })),
  )

/** Return how to delete a schedule. */
export function useRemoveSchedule(name: string) {
  const client = useQueryClient()
  return () =>
    deleteWithUndo({
      key: `schedule:${name}`,
      name,
      message: 'It is done by itself no more. What it has made stays.',
      commit: () => unwrap(api.DELETE('/api/v1/schedules/{name}', { params: byName(name) })),
      // A promise: the name may be given to another one.
      onDone: () => client.invalidateQueries({ queryKey: keys.schedules }),
    })
}

/** Do a schedule's work now; `onStarted` is told the job. */
export const useRunSchedule = (name: string, onStarted: (jobId: string) => void) =>
  useStart(
    STALE,
    () => unwrap(api.POST('/api/v1/schedules/{name}/run', { params: byName(name) })),
    onStarted,
  )
