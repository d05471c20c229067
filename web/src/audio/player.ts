import { create } from 'zustand'
import { persist } from 'zustand/middleware'

/** What the player shows of a track. */
export interface QueueTrack {
  id: string
  title: string
  artist: string
  duration_s: number | null
  /** Where its sound is; left out: where that of every track of the library is. */
  url?: string
  /** How far to turn it down so that it is as loud as what it is compared with; never up. */
  gain_db?: number
}

/**
 * The list a track was started from. It may be longer than what the page has fetched, so a
 * queue knows its length and how to get the track at a place, not all of its tracks.
 */
export interface Queue {
  label: string
  length: number
  trackAt: (index: number) => Promise<QueueTrack | undefined> | QueueTrack | undefined
}

export interface PlayerState {
  queue: Queue | null
  index: number
  track: QueueTrack | null
  playing: boolean
  volume: number
  muted: boolean
  /** Grows with every command to start from the beginning, even of the same track. */
  startNumber: number
  play: (queue: Queue, index: number) => Promise<void>
  /** Put tracks behind what is to be played; where nothing is, begin with them. */
  enqueue: (label: string, tracks: readonly QueueTrack[]) => void
  toggle: () => void
  pause: () => void
  step: (by: 1 | -1) => Promise<boolean>
  setVolume: (volume: number) => void
  toggleMute: () => void
  /** Change the gain of the track at hand while it plays. */
  setGain: (gainDb: number | undefined) => void
}

/** Make a queue of tracks that are all at hand. */
export function queueOf(label: string, tracks: readonly QueueTrack[]): Queue {
  return { label, length: tracks.length, trackAt: (index) => tracks[index] }
}

/** Make a queue that goes on with more tracks. */
function withMore(queue: Queue, tracks: readonly QueueTrack[]): Queue {
  return {
    label: queue.label,
    length: queue.length + tracks.length,
    trackAt: (index) =>
      index < queue.length ? queue.trackAt(index) : tracks[index - queue.length],
  }
}

/** Keep only what the player needs, so that what is stored stays small. */
function pick({ id, title, artist, duration_s, url, gain_db }: QueueTrack): QueueTrack {
  return { id, title, artist, duration_s, url, gain_db }
}

export const usePlayer = create<PlayerState>()(
  persist(
    (set, get) => ({
      queue: null,
      index: 0,
      track: null,
      playing: false,
      volume: 0.9,
      muted: false,
      startNumber: 0,
      play: async (queue, index) => {
        const track = await queue.trackAt(index)
        if (!track) return
        const startNumber = get().startNumber + 1
        set({ queue, index, track: pick(track), playing: true, startNumber })
      },
      enqueue: (label, tracks) => {
        const { queue } = get()
        if (tracks.length === 0) return
        if (queue) set({ queue: withMore(queue, tracks) })
        else void get().play(queueOf(label, tracks), 0)
      },
      toggle: () => set((state) => ({ playing: state.track !== null && !state.playing })),
      pause: () => set({ playing: false }),
      step: async (by) => {
        const { queue, index } = get()
        const next = index + by
        if (!queue || next < 0 || next >= queue.length) return false
        await get().play(queue, next)
        return true
      },
      setVolume: (volume) => set({ volume: Math.min(1, Math.max(0, volume)), muted: false }),
      toggleMute: () => set((state) => ({ muted: !state.muted })),
      setGain: (gainDb) => set(({ track }) => ({ track: track && { ...track, gain_db: gainDb } })),
    }),
    {
      name: 'menura-player',
      partialize: ({ track, volume, muted }) => ({ track, volume, muted }),
    },
  ),
)
