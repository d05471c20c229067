import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import {
  inListOrder,
  type Queue,
  type QueueTrack,
  queueOf,
  shuffled,
  withTracks,
} from './playerQueue'

export { type Queue, type QueueTrack, queueOf } from './playerQueue'

/** What comes after the last track, or after every one. */
export type Repeat = 'off' | 'all' | 'one'

export interface PlayerState {
  queue: Queue | null
  index: number
  track: QueueTrack | null
  playing: boolean
  volume: number
  muted: boolean
  shuffle: boolean
  repeat: Repeat
  /** Grows with every command to start from the beginning, even of the same track. */
  startNumber: number
  play: (queue: Queue, index: number) => Promise<void>
  /** Play what stands at an index of the queue. */
  jump: (index: number) => Promise<void>
  /** Put tracks behind what is to be played; where nothing is, begin with them. */
  enqueue: (label: string, tracks: readonly QueueTrack[]) => void
  /** Put tracks right behind what plays; where nothing does, begin with them. */
  playNext: (label: string, tracks: readonly QueueTrack[]) => void
  toggle: () => void
  pause: () => void
  step: (by: 1 | -1) => Promise<boolean>
  toggleShuffle: (random?: () => number) => void
  setRepeat: (repeat: Repeat) => void
  setVolume: (volume: number) => void
  toggleMute: () => void
  /** Change the gain of the track at hand while it plays. */
  setGain: (gainDb: number | undefined) => void
}

/** Keep only what the player needs, so that what is stored stays small. */
export function pick({ id, title, artist, duration_s, url, gain_db }: QueueTrack): QueueTrack {
  return { id, title, artist, duration_s, url, gain_db }
}

export const usePlayer = create<PlayerState>()(
  persist(
    (set, get) => {
      const insert = (label: string, tracks: readonly QueueTrack[], next: boolean) => {
        const { queue, index } = get()
        if (tracks.length === 0) return
        if (queue) set({ queue: withTracks(queue, next ? index + 1 : queue.length, tracks) })
        else void get().play(queueOf(label, tracks), 0)
      }
      const start = async (queue: Queue, index: number) => {
        const track = await queue.trackAt(index)
        if (!track) return false
        const startNumber = get().startNumber + 1
        set({ queue, index, track: pick(track), playing: true, startNumber })
        return true
      }
      return {
        queue: null,
        index: 0,
        track: null,
        playing: false,
        volume: 0.9,
        muted: false,
        shuffle: false,
        repeat: 'off',
        startNumber: 0,
        play: async (queue, index) => {
          if (!(await start(queue, index)) || !get().shuffle) return
          set({ queue: shuffled(queue, index, Math.random), index: 0 })
        },
        jump: async (index) => {
          const { queue } = get()
          if (queue) await start(queue, index)
        },
        enqueue: (label, tracks) => insert(label, tracks, false),
        playNext: (label, tracks) => insert(label, tracks, true),
        toggle: () => set((state) => ({ playing: state.track !== null && !state.playing })),
        pause: () => set({ playing: false }),
        step: async (by) => {
          const { queue, index, repeat } = get()
          if (!queue) return false
          const around = repeat === 'all' ? (index + by + queue.length) % queue.length : index + by
          if (around < 0 || around >= queue.length) return false
          await start(queue, around)
          return true
        },
        toggleShuffle: (random = Math.random) => {
          const { queue, index, shuffle } = get()
          set({ shuffle: !shuffle })
          if (!queue) return
          if (shuffle) set(inListOrder(queue, index))
          else set({ queue: shuffled(queue, index, random), index: 0 })
        },
        setRepeat: (repeat) => set({ repeat }),
        setVolume: (volume) => set({ volume: Math.min(1, Math.max(0, volume)), muted: false }),
        toggleMute: () => set((state) => ({ muted: !state.muted })),
        setGain: (gainDb) =>
          set(({ track }) => ({ track: track && { ...track, gain_db: gainDb } })),
      }
    },
    {
      name: 'menura-player',
      partialize: ({ track, volume, muted, shuffle, repeat }) => ({
        track,
        volume,
        muted,
        shuffle,
        repeat,
      }),
    },
  ),
)
