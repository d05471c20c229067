import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/queries'
import { usePlayer } from '../../audio/player'
import { announceError } from '../../ui/announce'
import {
  type Clip,
  type ClipChange,
  changeClip,
  changeSession,
  makeBatch,
  renameCluster,
  type Session,
  type Steering,
} from './labApi'

/** Ask for a batch; `onStarted` is told its job. */
export function useMakeBatch(sessionId: string, onStarted: (jobId: string) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ steering, count }: { steering: Steering; count: number }) =>
      makeBatch(sessionId, steering, count),
    onSuccess: ({ job_id }) => {
      onStarted(job_id)
      void client.invalidateQueries({ queryKey: keys.sessions })
      void client.invalidateQueries({ queryKey: keys.jobs })
    },
    onError: (error) => announceError('The clips cannot be made', error),
  })
}

/** Name or pin a session. */
export function useChangeSession(sessionId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: { name?: string; pinned?: boolean }) => changeSession(sessionId, change),
    onSuccess: (session) => {
      client.setQueryData(keys.session(sessionId), session)
      void client.invalidateQueries({ queryKey: keys.sessionPages })
    },
  })
}

export function useRenameCluster(sessionId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ clusterId, label }: { clusterId: string; label: string }) =>
      renameCluster(sessionId, clusterId, label),
    onSuccess: () => refreshSession(client, sessionId),
  })
}

/** Name, pin or favour a clip; what is a mere mark shows at once. */
export function useChangeClip(sessionId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ clipId, change }: { clipId: string; change: ClipChange }) =>
      changeClip(sessionId, clipId, change),
    onMutate: ({ clipId, change: { pinned, favourite } }) =>
      putClip(client, sessionId, clipId, (clip) => ({
        ...clip,
        pinned: pinned ?? clip.pinned,
        favourite: favourite ?? clip.favourite,
      })),
    onSuccess: (saved) => putClip(client, sessionId, saved.id, () => saved),
    onError: () => refreshSession(client, sessionId),
  })
}

/** Stop the player if it plays one of these: they are gone. */
export function fallSilent(clipIds: readonly string[]): void {
  const { track, pause } = usePlayer.getState()
  if (track && clipIds.includes(track.id)) pause()
}

/** Fetch a session and its map again, and the list whose line of it may have changed. */
export async function refreshSession(client: QueryClient, sessionId: string): Promise<void> {
  void client.invalidateQueries({ queryKey: keys.sessionPages })
  void client.invalidateQueries({ queryKey: keys.sessionMap(sessionId) })
  await client.invalidateQueries({ queryKey: keys.session(sessionId) })
}

function putClip(
  client: QueryClient,
  sessionId: string,
  clipId: string,
  change: (clip: Clip) => Clip,
): void {
  client.setQueryData<Session>(
    keys.session(sessionId),
    (session) =>
      session && {
        ...session,
        batches: session.batches.map((batch) => ({
          ...batch,
          clusters: batch.clusters.map((cluster) => ({
            ...cluster,
            clips: cluster.clips.map((clip) => (clip.id === clipId ? change(clip) : clip)),
          })),
        })),
      },
  )
}
