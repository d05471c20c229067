import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { create } from 'zustand'
import { forgetQuery, keys } from '../../api/queries'
import { formatNumberOf } from '../../ui/format'
import { deleteWithUndo } from '../../ui/undo'
import { fallSilent, refreshSession } from './labActions'
import { removeClip, removeSession, type Session } from './labApi'
import { titleOf } from './labWords'

/** Clips that are about to be deleted; one message may speak for many of them. */
const useGoing = create<ReadonlySet<string>>(() => new Set())

function setGoing(clipIds: readonly string[], going: boolean): void {
  const all = new Set(useGoing.getState())
  for (const id of clipIds) {
    if (going) all.add(id)
    else all.delete(id)
  }
  useGoing.setState(all, true)
}

/** Hide a session and delete it with all its clips, unless that is undone. */
export function useDeleteSession() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return (session: { id: string; name: string | null; brief: string }) =>
    deleteWithUndo({
      key: `session:${session.id}`,
      name: titleOf(session),
      message: 'It goes with all its clips, which leave the library too.',
      commit: () => removeSession(session.id),
      onHidden: () => void navigate({ to: '/lab' }),
      onDone: () => {
        forgetQuery(client, keys.session(session.id))
        forgetQuery(client, keys.sessionMap(session.id))
        return client.invalidateQueries({ queryKey: keys.sessionPages })
      },
    })
}

/** Hide clips and delete them, unless that is undone. */
export function deleteClips(
  client: QueryClient,
  sessionId: string,
  clipIds: readonly string[],
  name = formatNumberOf(clipIds.length, 'clip'),
): void {
  deleteWithUndo({
    key: `clip:${clipIds.join()}`,
    name,
    title: clipIds.length > 1 ? `Deleted ${name}` : undefined,
    message: clipIds.length > 1 ? 'They leave the library too.' : 'It leaves the library too.',
    // All at once: when the page is left there is no time for one after the other.
    commit: async () => {
      const answers = await Promise.allSettled(clipIds.map((id) => removeClip(sessionId, id)))
      const refused = answers.find((answer) => answer.status === 'rejected')
      if (!refused) return
      void refreshSession(client, sessionId)
      throw refused.reason
    },
    onHidden: () => {
      fallSilent(clipIds)
      setGoing(clipIds, true)
    },
    onRestored: () => setGoing(clipIds, false),
    onDone: async () => {
      await refreshSession(client, sessionId)
      setGoing(clipIds, false)
    },
  })
}

/** Return a session as it is without the clips that are about to be deleted. */
export function useRemaining(session: Session): Session {
  const going = useGoing()
  return useMemo(() => withoutClips(session, going), [session, going])
}

/** A group goes with the last of its clips, and a batch with the last of its groups. */
export function withoutClips(session: Session, gone: ReadonlySet<string>): Session {
  const clips = session.batches.flatMap(({ clusters }) => clusters.flatMap((one) => one.clips))
  if (!clips.some((clip) => gone.has(clip.id))) return session
  const batches = session.batches.map((batch) => ({
    ...batch,
    clusters: batch.clusters
      .map((cluster) => ({
        ...cluster,
        clips: cluster.clips.filter((clip) => !gone.has(clip.id)),
      }))
      .filter((cluster) => cluster.clips.length > 0),
  }))
  return { ...session, batches: batches.filter(({ clusters }) => clusters.length > 0) }
}
