import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Schemas, unwrap } from '../../api/client'
import { keys, refreshLibrary } from '../../api/queries'
import { type SourceDetail, sourceKeys } from '../../api/sources'
import { announce } from '../../ui/announce'
import type { Connection } from './serverForm'

/** What is tried: what stands in a form, or a source as it is kept. */
export type Trial = { connection: Connection } | { sourceId: string }

/** Speak with a server for real; nothing is kept. */
export function tryServer(trial: Trial): Promise<Schemas['ServerOut']> {
  if ('connection' in trial) {
    return unwrap(api.POST('/api/v1/sources/test', { body: trial.connection }))
  }
  const params = { path: { source_id: trial.sourceId } }
  return unwrap(api.POST('/api/v1/sources/{source_id}/test', { params }))
}

export function useTryServer() {
  return useMutation({ mutationFn: tryServer })
}

export function useAddServer(onAdded: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Schemas['NewServerIn']) =>
      unwrap(api.POST('/api/v1/sources/servers', { body })),
    onSuccess: (source, { scan }) => {
      announce(
        `“${source.name}” is added`,
        scan ? 'Menura lists its tracks now, then listens to them.' : 'Scan it when you want to.',
      )
      refreshLibrary(client)
      void client.invalidateQueries({ queryKey: keys.jobs })
      onAdded()
    },
  })
}

export function useEditSource(source: Pick<SourceDetail, 'id' | 'name'>, onSaved: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Schemas['SourceEdit']) =>
      unwrap(
        api.PATCH('/api/v1/sources/{source_id}', {
          params: { path: { source_id: source.id } },
          body,
        }),
      ),
    onSuccess: (saved) => {
      announce(`“${saved.name}” is saved`, 'It holds from the next scan on.')
      client.setQueryData(sourceKeys.one(saved.id), saved)
      refreshLibrary(client)
      onSaved()
    },
  })
}
