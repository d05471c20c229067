import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import type { Job } from '../../api/client'
import { applyEvent } from '../../api/events'
import { buildMap, type MapManifest, mapKeys, mapTracksQuery } from '../../api/map'
import { liveJobsQuery } from '../../api/queries'
import { queueOf, usePlayer } from '../../audio/player'
import { announceError } from '../../ui/announce'

/** Have the map made, what is new placed on it, or every track placed anew. */
export function useBuildMap(onStarted: () => void = () => {}) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: buildMap,
    onSuccess: (job) => {
      applyEvent(client, { type: 'job', job })
      void client.invalidateQueries({ queryKey: mapKeys.all, refetchType: 'none' })
      void client.invalidateQueries({ queryKey: ['map', 'manifest'] })
      onStarted()
    },
  })
}

/** Return the job that builds the map; when it ends, the map is asked for again. */
export function useMapJob(manifest: MapManifest | undefined): Job | undefined {
  const client = useQueryClient()
  const { data: live } = useQuery(liveJobsQuery)
  const job = live?.find(({ job_id }) => job_id === manifest?.job_id)
  const seen = useRef(false)
  useEffect(() => {
    if (seen.current && !job) void client.invalidateQueries({ queryKey: ['map', 'manifest'] })
    seen.current = job !== undefined
  }, [client, job])
  return job
}

/** Return how to play the track of a row. */
export function usePlayRow(version: string): (row: number) => void {
  const client = useQueryClient()
  return useCallback(
    (row) => {
      client.fetchQuery(mapTracksQuery(version, [row])).then(
        ([track]) => track && usePlayer.getState().play(queueOf('the map', [track]), 0),
        (error: unknown) => announceError('The track cannot be played', error),
      )
    },
    [client, version],
  )
}
