import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { messageOf } from '../../api/client'
import { type Conversation, conversationQuery, conversationsQuery } from './chatQueries'
import { askChat, type ChatLine, type ChatRequest, type ChatTurn } from './chatStream'

/** What was asked and is not answered yet, or never will be. */
export interface Pending {
  request: ChatRequest
  lines: readonly ChatLine[]
  /** Why there is no answer; null while one is on its way. */
  fault: string | null
}

/** Ask one thing at a time; `onAnswer` is told each answer once it is among the others. */
export function useAsking(onAnswer: (turn: ChatTurn) => void) {
  const client = useQueryClient()
  const [pending, setPending] = useState<Pending | null>(null)
  const controller = useRef<AbortController>(undefined)
  useEffect(() => () => controller.current?.abort(), [])

  const ask = async (request: ChatRequest) => {
    controller.current?.abort()
    controller.current = new AbortController()
    const { signal } = controller.current
    const change = (part: (old: Pending) => Partial<Pending>) => {
      if (!signal.aborted) setPending((old) => old && { ...old, ...part(old) })
    }
    setPending({ request, lines: [], fault: null })
    try {
      const onLine = (line: ChatLine) => change(({ lines }) => ({ lines: [...lines, line] }))
      const turn = await askChat(request, onLine, signal)
      if (signal.aborted) return
      client.setQueryData<Conversation>(
        conversationQuery(turn.conversation_id).queryKey,
        (old) => old && { ...old, turns: [...old.turns, turn] },
      )
      // A conversation that is not at hand is fetched before its answer stops being pending.
      await client.ensureQueryData(conversationQuery(turn.conversation_id))
      void client.invalidateQueries({ queryKey: conversationsQuery.queryKey })
      if (signal.aborted) return
      onAnswer(turn)
      setPending(null)
    } catch (error) {
      change(() => ({ fault: messageOf(error) }))
    }
  }
  const stop = () => {
    controller.current?.abort()
    setPending((old) => old && { ...old, fault: 'Stopped.' })
  }
  const clear = useCallback(() => {
    controller.current?.abort()
    setPending(null)
  }, [])
  return { pending, ask, stop, clear, asking: pending !== null && pending.fault === null }
}
