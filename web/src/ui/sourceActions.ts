import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Source, unwrap } from '../api/client'
import { applyEvent } from '../api/events'
import { keys, refreshLibrary } from '../api/queries'
import { announce, announceError } from './announce'

export interface ScanWish {
  /** Also try again what could not be heard. */
  retryFailed?: boolean
  /** Look at no more than this many albums, the newest first; music servers only. */
  recentAlbums?: number
}

/** Scan a source again. */
export function useScanSource(source: Source) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ retryFailed = false, recentAlbums }: ScanWish) =>
      unwrap(
        api.POST('/api/v1/sources/{source_id}/scan', {
          params: {
            path: { source_id: source.id },
            query: { retry_failed: retryFailed, recent_albums: recentAlbums },
          },
        }),
      ),
    onSuccess: (job) => {
      applyEvent(client, { type: 'job', job })
      void client.invalidateQueries({ queryKey: keys.sources })
    },
    onError: (error) => announceError(`“${source.name}” cannot be scanned`, error),
  })
}

export function useCancelJob() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (jobId: string) =>
      unwrap(api.POST('/api/v1/jobs/{job_id}/cancel', { params: { path: { job_id: jobId } } })),
    onSuccess: (job) => applyEvent(client, { type: 'job', job }),
    onError: (error) => announceError('The scan cannot be cancelled', error),
  })
}

/** Forget a source; the mutation's argument says whether to take its tracks out of playlists. */
export function useRemoveSource(source: Source, onRemoved: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (force: boolean) =>
      unwrap(
        api.DELETE('/api/v1/sources/{source_id}', {
          params: { path: { source_id: source.id }, query: { force } },
        }),
      ),
    onSuccess: () => {
      announce(`“${source.name}” is removed`, 'Its files are untouched.')
      refreshLibrary(client)
      void client.invalidateQueries({ queryKey: keys.playlists })
      onRemoved()
    },
  })
}
