import { useDebouncedValue } from '@mantine/hooks'
import { useQueries } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { create } from 'zustand'
import type { Track } from '../../api/client'
import { trackQuery } from '../../api/queries'
import { type AuditionSound, audition } from '../../audio/audition'
import type { SuggestionContext } from './suggestionTypes'
import { toSound } from './usePreview'

/** Whoever taps a tempo does not want every one on the way to it. */
const SETTLED_MS = 400
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
  const [bpm] = useDebouncedValue(context.bpm, SETTLED_MS)
  useEffect(() => {
    // What sounds goes on in the new tempo, as my loop does.
    const heard = audition.heard()
    if (heard) audition.refit([inTempo(heard, bpm)])
    audition.setBase(mine && toSound({ track: mine }, session, bpm))
  }, [mine, session, bpm])
  return useMemo(
    () => ({ choices, mine, choose: (trackId) => useChoice.setState({ id: trackId }) }),
    [choices, mine],
  )
}

/** Return a sound as it is fitted to another tempo. */
export function inTempo(sound: AuditionSound, bpm: number | null): AuditionSound {
  const [path = '', query] = sound.url.split('?')
  const fitted = new URLSearchParams(query)
  fitted.delete('bpm')
  const transpose = fitted.get('transpose')
  fitted.delete('transpose')
  // In the order in which addresses are made, so that what was fetched is found again.
  if (bpm !== null) fitted.set('bpm', String(bpm))
  if (transpose !== null) fitted.set('transpose', transpose)
  return { ...sound, url: `${path}?${fitted}`, bpm }
}

/** Return what was chosen; else the newest that lasts, since a hit alone gives no beat. */
export function pickLoop(choices: readonly Track[], chosenId: string | null): Track | null {
  const chosen = choices.find(({ id }) => id === chosenId)
  return chosen ?? choices.find(({ kind }) => kind !== 'one_shot') ?? choices[0] ?? null
}
