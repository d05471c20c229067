import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { announceError } from '../../ui/announce'
import { offerUndo } from '../../ui/undo'
import {
  addMark,
  type Context,
  type ContextUpdate,
  changeContext,
  contextQuery,
  type Mark,
  marksQuery,
  resetContext,
  sampleKeys,
} from './samplesApi'
import { projectName } from './wishes'

/** Forget all that was said in a project; for a while it can be had back. */
export function useStartOver(session: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async () => {
      const [context, marks] = await Promise.all([
        client.fetchQuery({ ...contextQuery(session), staleTime: 0 }),
        client.fetchQuery({ ...marksQuery(session), staleTime: 0 }),
      ])
      await resetContext(session)
      return { context, marks }
    },
    onSuccess: ({ context, marks }) =>
      offerUndo({
        title: `“${projectName(session)}” begins anew`,
        message: 'Tempo, key and what you accepted, pinned and dismissed in it are forgotten.',
        undo: () => restore(client, session, { context, marks }),
      }),
    onError: (error) => announceError('It does not start over', error),
    onSettled: () => client.invalidateQueries({ queryKey: sampleKeys.all }),
  })
}

/** Say again what was said, in the order in which it was. */
async function restore(
  client: QueryClient,
  session: string,
  { context, marks }: { context: Context; marks: readonly Mark[] },
): Promise<void> {
  try {
    await changeContext(session, toAskAgain(context))
    for (const mark of marks) {
      const { reason, kind, track } = mark
      const leftS = secondsLeft(mark)
      if (leftS === null || leftS > 0) {
        await addMark(session, { track_id: track.id, kind, reason, expires_in_s: leftS })
      }
    }
  } catch (error) {
    announceError('Not all could be had back', error)
  }
  await client.invalidateQueries({ queryKey: sampleKeys.all })
}

/** Return a context as it is asked for; what was accepted comes back as marks. */
export function toAskAgain(context: Context): ContextUpdate {
  const { bpm, key, genre_intent, mood_tags, prompt, time_remaining_s, preferences } = context
  const mode = context.scale ?? context.mode
  return { bpm, key, mode, genre_intent, mood_tags, prompt, time_remaining_s, preferences }
}

function secondsLeft({ expires_at }: Mark, now = Date.now()): number | null {
  return expires_at ? (new Date(expires_at).getTime() - now) / 1000 : null
}
