import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Schemas, unwrap } from '../../api/client'
import { applyEvent } from '../../api/events'
import { keys } from '../../api/queries'

export type Anchor = Schemas['AnchorOut']
export type Radio = Schemas['RadioOut']
export type RadioRequest = Schemas['RadioIn']
export type RadioChange = Schemas['RadioPatchIn']

const byRadio = (id: string) => ({ path: { radio_id: id } })
const byAnchor = (id: string) => ({ path: { anchor_id: id } })

export const anchorsQuery = queryOptions({
  queryKey: keys.anchors,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/anchors', { signal }))).items,
})

export const radiosQuery = queryOptions({
  queryKey: keys.radios,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/radios', { signal }))).items,
})

/** Do something to radios or anchors, and fetch again what it may have changed. */
function useChange<Input, Output>(
  change: (input: Input) => Promise<Output>,
  onDone: (output: Output) => void = () => {},
) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: (output) => {
      for (const queryKey of [keys.radios, keys.anchors, keys.schedules]) {
        void client.invalidateQueries({ queryKey })
      }
      onDone(output)
    },
  })
}

export const useAddRadio = (onDone: () => void) =>
  useChange((body: RadioRequest) => unwrap(api.POST('/api/v1/radios', { body })), onDone)

export const useChangeRadio = (id: string, onDone?: () => void) =>
  useChange(
    (body: RadioChange) =>
      unwrap(api.PATCH('/api/v1/radios/{radio_id}', { params: byRadio(id), body })),
    onDone,
  )

export const useRemoveRadio = (id: string, onDone: () => void) =>
  useChange(() => unwrap(api.DELETE('/api/v1/radios/{radio_id}', { params: byRadio(id) })), onDone)

export const useRenameAnchor = (id: string) =>
  useChange((name: string) =>
    unwrap(api.PATCH('/api/v1/anchors/{anchor_id}', { params: byAnchor(id), body: { name } })),
  )

export const useRemoveAnchor = (id: string, onDone: () => void) =>
  useChange(
    () => unwrap(api.DELETE('/api/v1/anchors/{anchor_id}', { params: byAnchor(id) })),
    onDone,
  )

/** Play a radio now; `onStarted` is told the job. */
export function useRunRadio(id: string, onStarted: (jobId: string) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => unwrap(api.POST('/api/v1/radios/{radio_id}/run', { params: byRadio(id) })),
    onSuccess: (job) => {
      applyEvent(client, { type: 'job', job })
      onStarted(job.job_id)
    },
  })
}
