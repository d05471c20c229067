import { api } from '../api/client'
import type { QueueTrack } from './player'

/** A track counts as played once so much of it was heard, or half of it if that is less. */
const LONGEST_WAIT_S = 240
/** Positions are told several times a second; a larger step is a seek, not listening. */
const LONGEST_STEP_S = 2

export interface PlayCounter {
  /** A track starts from its beginning, perhaps the same one again. */
  begin: () => void
  /** The sound of `track` is at `positionS`. */
  hear: (track: QueueTrack, positionS: number) => void
}

/** Make a counter that tells `onPlay` of each track once enough of it was heard. */
export function makePlayCounter(onPlay: (trackId: string) => void): PlayCounter {
  let id: string | undefined
  let heardS = 0
  let lastS = 0
  let counted = false
  const begin = () => {
    id = undefined
  }
  const hear = (track: QueueTrack, positionS: number) => {
    if (track.id !== id) {
      id = track.id
      heardS = 0
      lastS = positionS
      counted = false
      return
    }
    const step = positionS - lastS
    lastS = positionS
    if (step > 0 && step < LONGEST_STEP_S) heardS += step
    if (counted || heardS < neededS(track)) return
    counted = true
    onPlay(track.id)
  }
  return { begin, hear }
}

function neededS({ duration_s }: QueueTrack): number {
  return duration_s ? Math.min(duration_s / 2, LONGEST_WAIT_S) : LONGEST_WAIT_S
}

/** Tell the server that a track was played; that it could not be told disturbs nobody. */
export function reportPlay(trackId: string): void {
  api.POST('/api/v1/plays', { body: { track_id: trackId, listener: 'me' } }).catch(() => undefined)
}
