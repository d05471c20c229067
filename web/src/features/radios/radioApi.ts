import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { useChange, useStart } from '../../api/changes'
import { api, type Schemas, unwrap } from '../../api/client'
import { keys } from '../../api/queries'
import { formatNumberOf } from '../../ui/format'
import { deleteWithUndo } from '../../ui/undo'

export type Anchor = Schemas['AnchorOut']
export type Radio = Schemas['RadioOut']
type RadioRequest = Schemas['RadioIn']
type RadioChange = Schemas['RadioPatchIn']

const byRadio = (id: string) => ({ path: { radio_id: id } })
const byAnchor = (id: string) => ({ path: { anchor_id: id } })

export const radiosQuery = queryOptions({
  queryKey: keys.radios,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/radios', { signal }))).items,
})

const STALE = [keys.radios, keys.anchors, keys.schedules]

export const useAddRadio = (onDone: () => void) =>
  useChange(STALE, (body: RadioRequest) => unwrap(api.POST('/api/v1/radios', { body })), onDone)

export const useChangeRadio = (id: string, onDone?: () => void) =>
  useChange(
    STALE,
    (body: RadioChange) =>
      unwrap(api.PATCH('/api/v1/radios/{radio_id}', { params: byRadio(id), body })),
    onDone,
  )

export const useEnableRadio = (id: string) =>
  useChange(STALE, (enabled: boolean) =>
    unwrap(api.PATCH('/api/v1/radios/{radio_id}', { params: byRadio(id), body: { enabled } })),
  )

/** Return how to fetch again what may have changed. */
function useRefresh() {
  const client = useQueryClient()
  return () => {
    for (const queryKey of STALE) void client.invalidateQueries({ queryKey })
  }
}

/** Return how to delete a radio. */
export function useRemoveRadio({ id, name }: Radio) {
  const onDone = useRefresh()
  return () =>
    deleteWithUndo({
      key: `radio:${id}`,
      name,
      message: 'It plays no more. Its playlist stays as it is.',
      commit: () => unwrap(api.DELETE('/api/v1/radios/{radio_id}', { params: byRadio(id) })),
      onDone,
    })
}

export const useRenameAnchor = (id: string) =>
  useChange(STALE, (name: string) =>
    unwrap(api.PATCH('/api/v1/anchors/{anchor_id}', { params: byAnchor(id), body: { name } })),
  )

/** Return how to delete an anchor, with the radios that are made of it. */
export function useRemoveAnchor({ id, name }: Anchor, radioCount: number) {
  const onDone = useRefresh()
  return () =>
    deleteWithUndo({
      key: `anchor:${id}`,
      name,
      message:
        radioCount > 0
          ? `${formatNumberOf(radioCount, 'radio')} made of it went with it; playlists stay.`
          : 'The mixture is forgotten; its tracks stay.',
      commit: () => unwrap(api.DELETE('/api/v1/anchors/{anchor_id}', { params: byAnchor(id) })),
      onDone,
    })
}

/** Play a radio now; `onStarted` is told the job. */
export const useRunRadio = (id: string, onStarted: (jobId: string) => void) =>
  useStart(
    [],
    () => unwrap(api.POST('/api/v1/radios/{radio_id}/run', { params: byRadio(id) })),
    onStarted,
  )
