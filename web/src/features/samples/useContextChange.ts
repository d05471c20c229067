import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { mergeUpdates, withUpdate } from './contextForm'
import { type Context, type ContextUpdate, changeContext, contextQuery } from './samplesApi'

/** Changes that come this close after each other are sent as one. */
const PAUSE_MS = 150

export interface ContextChange {
  /** As the server knows it, with what is on its way there. */
  context: Context | undefined
  /** Why there is none. */
  error: unknown
  /** Why the last change was refused. */
  refused: unknown
  change: (update: ContextUpdate) => void
}

/** Change the context of a session; what is changed shows at once and is sent a moment later. */
export function useContextChange(session: string): ContextChange {
  const client = useQueryClient()
  const { data, error } = useQuery(contextQuery(session))
  const [draft, setDraft] = useState<ContextUpdate>({})
  const [refused, setRefused] = useState<unknown>(null)
  const waiting = useRef<ContextUpdate | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const sending = useRef(Promise.resolve())

  const send = useCallback(() => {
    clearTimeout(timer.current)
    const update = waiting.current
    waiting.current = null
    if (!update) return
    // One after the other, or an older change could come last.
    sending.current = sending.current.then(async () => {
      try {
        const next = await changeContext(session, update)
        client.setQueryData(contextQuery(session).queryKey, next)
        setRefused(null)
      } catch (fault) {
        setRefused(fault)
      }
      setDraft(waiting.current ?? {})
    })
  }, [client, session])

  const change = useCallback(
    (update: ContextUpdate) => {
      waiting.current = mergeUpdates(waiting.current ?? {}, update)
      setDraft((before) => mergeUpdates(before, update))
      clearTimeout(timer.current)
      timer.current = setTimeout(send, PAUSE_MS)
    },
    [send],
  )

  // Whoever leaves the page just after a change meant it.
  useEffect(() => send, [send])
  return { context: data && withUpdate(data, draft), error, refused, change }
}
