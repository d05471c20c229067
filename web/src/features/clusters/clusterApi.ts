import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useStart } from '../../api/changes'
import { api, type Schemas, unwrap } from '../../api/client'
import { forgetQuery, keys } from '../../api/queries'
import { announce } from '../../ui/announce'
import { formatNumberOf } from '../../ui/format'
import { deleteWithUndo } from '../../ui/undo'
import { titleOfRun } from './runWords'

export type ClusterRun = Schemas['ClusterRunOut']
export type ClusterPlaylist = Schemas['ClusterPlaylistOut']
export type Clustering = Schemas['ClusteringIn']
export type Comparison = Schemas['RunComparisonOut']

const byRun = (id: string) => ({ path: { run_id: id } })

export const runsQuery = queryOptions({
  queryKey: keys.clusters,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/v1/clusters', { signal }))).items,
})

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.clusters, 'one', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/clusters/{run_id}', { params: byRun(id), signal })),
  })

export const clusterPlaylistQuery = (id: string, position: number) =>
  queryOptions({
    queryKey: [...keys.clusters, 'one', id, 'playlist', position],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/clusters/{run_id}/playlists/{position}', {
          params: { path: { run_id: id, position } },
          signal,
        }),
      ),
  })

/** How the playlists of a version became those of a later one. */
export const comparisonQuery = (earlier: string, later: string) =>
  queryOptions({
    queryKey: [...keys.clusters, 'compare', earlier, later],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/clusters/{run_id}/compare/{other_id}', {
          params: { path: { run_id: earlier, other_id: later } },
          signal,
        }),
      ),
  })

/** Whether names may be written by a language model here. */
export const languageQuery = queryOptions({
  queryKey: [...keys.chat, 'options'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/chat/options', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})

export function useFindClusters(onStarted: (jobId: string) => void) {
  return useStart(
    [],
    (body: Clustering) => unwrap(api.POST('/api/v1/clusters', { body })),
    onStarted,
  )
}

export function useRefreshRun(id: string, onStarted: (jobId: string) => void) {
  return useStart(
    [],
    () => unwrap(api.POST('/api/v1/clusters/{run_id}/refresh', { params: byRun(id) })),
    onStarted,
  )
}

/** Name or pin a version. */
export function useChangeRun(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { name?: string; pinned?: boolean }) =>
      unwrap(api.PATCH('/api/v1/clusters/{run_id}', { params: byRun(id), body })),
    onSuccess: (run) => {
      client.setQueryData(runQuery(id).queryKey, run)
      void client.invalidateQueries({ queryKey: keys.clusters, exact: true })
    },
  })
}

/** Return how to delete a version. */
export function useRemoveRun(run: ClusterRun, onHidden: () => void) {
  const client = useQueryClient()
  return () =>
    deleteWithUndo({
      key: `clusters:${run.id}`,
      name: titleOfRun(run),
      message: 'Playlists that were saved of it stay.',
      commit: () => unwrap(api.DELETE('/api/v1/clusters/{run_id}', { params: byRun(run.id) })),
      onHidden,
      onDone: () => {
        forgetQuery(client, runQuery(run.id).queryKey)
        void client.invalidateQueries({ queryKey: keys.clusters, exact: true })
      },
    })
}

/** Keep some playlists of a version; all of them, if no place is named. */
export function useSaveClusters(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (positions: number[]) =>
      unwrap(
        api.POST('/api/v1/clusters/{run_id}/save', { params: byRun(id), body: { positions } }),
      ),
    onSuccess: ({ playlist_ids }) => {
      const count = Object.keys(playlist_ids).length
      announce(
        `${formatNumberOf(count, 'playlist')} saved`,
        'Under Playlists; saved before, they are as in this version again.',
      )
      for (const queryKey of [keys.clusters, keys.playlists, keys.status]) {
        void client.invalidateQueries({ queryKey })
      }
    },
  })
}
