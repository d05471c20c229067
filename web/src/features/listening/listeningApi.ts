import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Schemas, unwrap } from '../../api/client'
import { keys } from '../../api/queries'
import { deleteWithUndo } from '../../ui/undo'

export type Listener = Schemas['ListenerOut']
export type Service = Schemas['HistoryIn']['service']
export type PlayOrder = 'top' | 'latest'

/** How many tracks a list of plays holds. */
export const PLAYS_SHOWN = 50

export const playsQuery = (name: string, order: PlayOrder) =>
  queryOptions({
    queryKey: [...keys.listeners, name, order] as const,
    queryFn: async ({ signal }) => {
      const params = { path: { name }, query: { order, limit: PLAYS_SHOWN } }
      return (await unwrap(api.GET('/api/v1/listeners/{name}/plays', { params, signal }))).items
    },
  })

export interface FileHistory {
  file: File
  listener: string
}

function importFile({ file, listener }: FileHistory): Promise<Schemas['JobOut']> {
  return unwrap(
    api.POST('/api/v1/listening/imports/file', {
      // The form is made below; what stands here only satisfies the types.
      body: { file: '', listener },
      bodySerializer: () => {
        const form = new FormData()
        form.set('file', file)
        form.set('listener', listener)
        return form
      },
    }),
  )
}

/** Take in listening history; answers with the job that does it. */
export function useImport(onBegun: (jobId: string) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (history: FileHistory | Schemas['HistoryIn']) =>
      'file' in history
        ? importFile(history)
        : unwrap(api.POST('/api/v1/listening/imports', { body: history })),
    onSuccess: (job) => {
      void client.invalidateQueries({ queryKey: keys.jobs })
      onBegun(job.job_id)
    },
  })
}

/** Return how to forget what somebody played. */
export function useForget({ name }: Listener, onHidden: () => void) {
  const client = useQueryClient()
  return () =>
    deleteWithUndo({
      key: `listener:${name}`,
      name,
      title: `What ${name === 'me' ? 'you' : name} played is forgotten`,
      message:
        'The sonic fingerprint made of it goes too. What came from a music server comes again with its next scan.',
      commit: () => unwrap(api.DELETE('/api/v1/listeners/{name}', { params: { path: { name } } })),
      onHidden,
      // A promise: somebody of that name may play something again.
      onDone: () => client.invalidateQueries({ queryKey: keys.listeners }),
    })
}
