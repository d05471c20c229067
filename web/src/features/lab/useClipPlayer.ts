import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { keys } from '../../api/queries'
import { playback } from '../../audio/playback'
import { type Queue, type QueueTrack, usePlayer } from '../../audio/player'
import type { PlacedClip } from './clipOrder'
import { useLabSettings } from './labSettings'
import { clipTitle } from './labWords'
import { matchedGainDb } from './previewGain'

/** Passing over a clip on the way to another must not sound. */
const HOVER_MS = 220

/** What can be done with the sound of clips. */
export interface ClipPlayer {
  /** Play a clip from its beginning; pause it if it plays. */
  toggle: (clipId: string) => void
  /** Go to a place, 0 to 1, and play from there. */
  playFrom: (clipId: string, share: number) => void
  /** Play a clip for as long as the pointer stays, if that is wanted. */
  enter: (clipId: string) => void
  leave: () => void
}

/** Play clips through the page's one player, all equally loud if that is wanted. */
export function useClipPlayer(title: string, placed: readonly PlacedClip[]): ClipPlayer {
  const client = useQueryClient()
  const latest = useRef({ title, placed })
  useEffect(() => {
    latest.current = { title, placed }
  })
  useGainFollows(placed)
  const player = useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let hovered: string | undefined
    const start = async (clipId: string, alone = false) => {
      const { title, placed } = latest.current
      const index = placed.findIndex(({ clip }) => clip.id === clipId)
      const found = placed[index]
      if (!found) return
      // The player draws what the lab already has, instead of asking for it.
      const outline = waveformOf(found)
      if (outline) client.setQueryData(keys.waveform(clipId), outline)
      if (alone) await usePlayer.getState().play(queueOfClips(title, placed, index, 1), 0)
      else await usePlayer.getState().play(queueOfClips(title, placed, 0, placed.length), index)
    }
    const stay = () => {
      clearTimeout(timer)
      hovered = undefined
    }
    return {
      toggle: (clipId: string) => {
        const byHover = hovered === clipId
        stay()
        const { track, playing, toggle } = usePlayer.getState()
        // What sounds because of the pointer goes on when it is pressed: that is what is meant.
        if (track?.id === clipId && playing) return byHover ? undefined : toggle()
        void start(clipId)
      },
      playFrom: async (clipId: string, share: number) => {
        stay()
        const { track, playing, toggle } = usePlayer.getState()
        if (track?.id !== clipId) await start(clipId)
        else if (!playing) toggle()
        playback.seek(share * (usePlayer.getState().track?.duration_s ?? 0))
      },
      enter: (clipId: string) => {
        clearTimeout(timer)
        if (!useLabSettings.getState().playOnHover) return
        timer = setTimeout(() => {
          const { track, playing } = usePlayer.getState()
          if (playing && track?.id === clipId) return
          hovered = clipId
          void start(clipId, true)
        }, HOVER_MS)
      },
      leave: () => {
        const { track, pause } = usePlayer.getState()
        if (hovered && track?.id === hovered) pause()
        stay()
      },
    }
  }, [client])
  useEffect(() => player.leave, [player])
  return player
}

/** Have a change of taste heard at once. */
function useGainFollows(placed: readonly PlacedClip[]): void {
  const equallyLoud = useLabSettings((settings) => settings.equallyLoud)
  useEffect(() => {
    const { track, setGain } = usePlayer.getState()
    const found = placed.find(({ clip }) => clip.id === track?.id)
    const gainDb = found && gainOf(found, placed, equallyLoud)
    if (found && track?.gain_db !== gainDb) setGain(gainDb)
  }, [placed, equallyLoud])
}

function gainOf(
  { clip }: PlacedClip,
  placed: readonly PlacedClip[],
  equallyLoud: boolean,
): number | undefined {
  if (!equallyLoud) return undefined
  return matchedGainDb(
    clip.preview_gain_db,
    placed.map((other) => other.clip.preview_gain_db),
  )
}

/** Make a queue of clips; whether they are equally loud is asked when each begins. */
function queueOfClips(
  title: string,
  placed: readonly PlacedClip[],
  first: number,
  length: number,
): Queue {
  const trackAt = (index: number): QueueTrack | undefined => {
    const found = placed[first + index]
    if (!found) return undefined
    return {
      id: found.clip.id,
      title: clipTitle(found.clip, found.number),
      artist: found.label,
      duration_s: found.clip.duration_sec,
      url: found.clip.audio_url,
      gain_db: gainOf(found, placed, useLabSettings.getState().equallyLoud),
    }
  }
  return { label: title, length, trackAt }
}

function waveformOf({ clip }: PlacedClip) {
  const high = clip.features?.peaks
  if (!high?.length) return undefined
  return {
    duration_s: clip.duration_sec,
    points: high.length,
    high,
    low: high.map((peak) => -peak),
  }
}
