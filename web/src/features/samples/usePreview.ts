import { useCallback, useEffect, useMemo } from 'react'
import { type AuditionSound, type AuditionView, audition } from '../../audio/audition'
import { useAudition } from '../../audio/useAudition'
import { fittedUrl, type Suggestion } from './samplesApi'
import { reportSuggestion } from './suggestionEvents'

/** How many of a new list are fetched before anybody asks to hear them. */
const AHEAD = 3

type Fitting = Pick<Suggestion, 'transpose_semitones'>

export interface Preview {
  view: AuditionView
  soundOf: (trackId: string) => 'silent' | 'loading' | 'playing'
  toggle: (suggestion: Suggestion) => void
}

/** Let suggestions be heard as they would sound in the session. */
export function usePreview(
  session: string,
  bpm: number | null,
  items: readonly Suggestion[],
): Preview {
  const view = useAudition()
  const toggle = useCallback(
    (suggestion: Suggestion) => {
      const { state, soundId } = audition.read()
      const sounds = state === 'playing' || state === 'loading'
      if (!sounds || soundId !== suggestion.track.id) reportSuggestion('preview', suggestion)
      audition.toggle(toSound(suggestion, session, bpm))
    },
    [session, bpm],
  )
  useEffect(() => {
    audition.prefetch(items.slice(0, AHEAD).map((item) => toSound(item, session, bpm)))
  }, [items, session, bpm])
  return useMemo(() => {
    const soundOf = (trackId: string) =>
      view.soundId === trackId && (view.state === 'playing' || view.state === 'loading')
        ? view.state
        : 'silent'
    return { view, soundOf, toggle }
  }, [view, toggle])
}

/** Return a sample as it is to be heard in a session. */
export function toSound(
  { track, transpose_semitones }: Pick<Suggestion, 'track'> & Partial<Fitting>,
  session: string,
  bpm: number | null,
): AuditionSound {
  return {
    id: track.id,
    url: fittedUrl(track.id, session, { bpm, transpose: transpose_semitones }),
    title: track.title,
    loudnessLufs: track.features?.loudness_lufs ?? null,
    isOneShot: track.kind === 'one_shot',
    bpm,
  }
}
