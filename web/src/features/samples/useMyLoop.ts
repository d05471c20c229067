import { useQueries } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { create } from 'zustand'
import type { Track } from '../../api/client'
import { trackQuery } from '../../api/queries'
import { audition } from '../../audio/audition'
import type { SuggestionContext } from './suggestionTypes'
import { toSound } from './usePreview'

/** So many of what was accepted last are offered. */
const OFFERED = 12

interface MyLoop {
  /** What was accepted, newest first. */
  choices: readonly Track[]
  /** What candidates are heard against. */
  mine: Track | null
  choose: (trackId: string) => void
}

const useChoice = create<{ id: string | null }>(() => ({ id: null }))

/** Let candidates be heard against what stands in the session: the newest loop, or a chosen one. */
export function useMyLoop(session: string, context: SuggestionContext): MyLoop {
  const ids = context.accepted_track_ids.slice(-OFFERED).reverse()
  const choices = useQueries({
    queries: ids.map(trackQuery),
    combine: (answers) => answers.flatMap(({ data }) => data ?? []),
  })
  const chosenId = useChoice(({ id }) => id)
  const mine = pickLoop(choices, chosenId)
  useEffect(() => {
    audition.setBase(mine && toSound({ track: mine }, session, context.bpm))
  }, [mine, session, context.bpm])
  return useMemo(
    () => ({ choices, mine, choose: (trackId) => useChoice.setState({ id: trackId }) }),
    [choices, mine],
  )
}

/** Return what was chosen; else the newest that lasts, since a hit alone gives no beat. */
export function pickLoop(choices: readonly Track[], chosenId: string | null): Track | null {
  const chosen = choices.find(({ id }) => id === chosenId)
  return chosen ?? choices.find(({ kind }) => kind !== 'one_shot') ?? choices[0] ?? null
}
