import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError, api, messageOf, unwrap } from '../api/client'
import { keys, refreshLibrary } from '../api/queries'
import { announce } from './announce'

/** Add a folder as a source and start to scan it. */
export function useAddFolder(onAdded?: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (path: string) =>
      unwrap(api.POST('/api/v1/sources', { body: { path, scan: true } })),
    onSuccess: (source) => {
      announce(`“${source.name}” is added`, 'Menura looks for music in it now.')
      refreshLibrary(client)
      void client.invalidateQueries({ queryKey: keys.jobs })
      onAdded?.()
    },
  })
}

/** Return what to write under the path field; every fault of adding is about the path. */
export function pathProblem(error: unknown): string | undefined {
  return error instanceof ApiError ? messageOf(error) : undefined
}
