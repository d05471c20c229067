import { type QueueTrack, queueOf, usePlayer } from './player'

/** How the player sounds a list of tracks that are all at hand. */
export interface TrackListPlayer {
  playingId: string | null
  onPlay: (index: number) => void
  onQueue: () => void
  /** Put one of them into the queue, next or last. */
  onQueueOne: (track: QueueTrack, where: 'next' | 'last') => void
}

/** Let the player play a list, from any of its tracks on, or put it behind what plays. */
export function useTrackList(label: string, tracks: readonly QueueTrack[]): TrackListPlayer {
  const playingId = usePlayer((player) => player.track?.id ?? null)
  return {
    playingId,
    onPlay: (index) => void usePlayer.getState().play(queueOf(label, tracks), index),
    onQueue: () => usePlayer.getState().enqueue(label, tracks),
    onQueueOne: (track, where) =>
      usePlayer.getState()[where === 'next' ? 'playNext' : 'enqueue'](label, [track]),
  }
}
