import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Track } from '../../api/client'
import { announceError } from '../../ui/announce'
import {
  addMark,
  contextQuery,
  type Mark,
  type MarkKind,
  marksQuery,
  removeMark,
  sampleKeys,
} from './samplesApi'

interface Said {
  track: Track
  kind: MarkKind
  /** Whether it is said, or taken back. */
  on: boolean
  reason?: string
  expiresInS?: number
}

export interface Marks {
  all: readonly Mark[]
  /** Say something of a track, with a message that offers to take it back. */
  say: (track: Track, kind: MarkKind, more?: Pick<Said, 'reason' | 'expiresInS'>) => void
  takeBack: (track: Track, kind: MarkKind) => void
  has: (trackId: string, kind: MarkKind) => boolean
}

const NONE: readonly Mark[] = []

/** Say of tracks whether they fit; it shows at once, and is taken back when refused. */
export function useMarks(session: string): Marks {
  const client = useQueryClient()
  const { data: all = NONE } = useQuery(marksQuery(session))
  const { queryKey } = marksQuery(session)
  const { mutate } = useMutation({
    scope: { id: `marks-${session}` },
    mutationFn: ({ track, kind, on, reason, expiresInS }: Said) =>
      on
        ? addMark(session, { track_id: track.id, kind, reason, expires_in_s: expiresInS })
        : removeMark(session, kind, track.id),
    onMutate: async (said) => {
      await client.cancelQueries({ queryKey })
      const before = client.getQueryData(queryKey)
      client.setQueryData(queryKey, (old = []) => withSaid(old, said))
      return { before }
    },
    onError: (error, { track, on }, context) => {
      client.setQueryData(queryKey, context?.before)
      announceError(
        on ? `Not noted for “${track.title}”` : `It stays noted for “${track.title}”`,
        error,
      )
    },
    onSuccess: (_, said) => {
      if (said.on) announceSaid(said, () => mutate({ ...said, on: false }))
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey })
      void client.invalidateQueries({ queryKey: contextQuery(session).queryKey })
      void client.invalidateQueries({ queryKey: sampleKeys.presets, refetchType: 'none' })
    },
  })
  return useMemo(() => {
    const known = new Set(all.map(({ kind, track }) => `${kind} ${track.id}`))
    return {
      all,
      say: (track, kind, more) => mutate({ track, kind, on: true, ...more }),
      takeBack: (track, kind) => mutate({ track, kind, on: false }),
      has: (trackId, kind) => known.has(`${kind} ${trackId}`),
    }
  }, [all, mutate])
}

/** What is taken back when something is said: the server does the same. */
const CONTRADICTS: Record<MarkKind, readonly MarkKind[]> = {
  accept: ['dismiss', 'less'],
  pin: ['dismiss'],
  dismiss: ['accept', 'pin', 'more'],
  more: ['less', 'dismiss'],
  less: ['more'],
}

/** Return marks as they will be once the server has taken in what is said. */
export function withSaid(marks: readonly Mark[], said: Said): Mark[] {
  const { track, kind, on, reason, expiresInS } = said
  const gone = on ? [kind, ...CONTRADICTS[kind]] : [kind]
  const others = marks.filter((mark) => mark.track.id !== track.id || !gone.includes(mark.kind))
  if (!on) return others
  const now = Date.now()
  const expires = expiresInS ? new Date(now + expiresInS * 1000).toISOString() : null
  const mark = { track, kind, reason: reason ?? null, at: new Date(now).toISOString() }
  return [...others, { ...mark, expires_at: expires }]
}

const SAID: Record<MarkKind, string> = {
  accept: 'is in the session',
  pin: 'is pinned',
  dismiss: 'is dismissed',
  more: 'asks for more like it',
  less: 'asks for less like it',
}

/** The last message; the next one takes its place, or they would pile up. */
let shownId: string | undefined

function announceSaid({ track, kind, reason }: Said, undo: () => void) {
  if (shownId) notifications.hide(shownId)
  const id = `said-${kind}-${track.id}-${Date.now()}`
  shownId = id
  const takeBack = () => {
    notifications.hide(id)
    undo()
  }
  notifications.show({
    id,
    title: `“${track.title}” ${SAID[kind]}`,
    message: (
      <>
        {reason && <div>{reason}</div>}
        <Button size="compact-xs" variant="default" mt={4} onClick={takeBack}>
          Undo
        </Button>
      </>
    ),
    autoClose: 6_000,
    closeButtonProps: { 'aria-label': 'Close' },
  })
}
