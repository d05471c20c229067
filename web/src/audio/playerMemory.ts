import { pick, type Queue, type QueueTrack, queueOf, usePlayer } from './player'

/** So much of a queue survives a reload: some tracks before the one that plays, more after it. */
export const KEPT_BEFORE = 50
export const KEPT_AFTER = 950
/** Tracks of a long list are asked of the server; no more than so many, only to keep them. */
export const ASKED = 200

const NAME = 'menura-queue'
const PAUSE_MS = 500

interface Kept {
  label: string
  index: number
  tracks: QueueTrack[]
}

/** Bring back the queue of before the reload, and keep it from now on; return how to end that. */
export function rememberQueue(): () => void {
  const kept = readKept()
  const { queue, track } = usePlayer.getState()
  // Where another page of this browser has played since, the queue is not this track's.
  if (kept && !queue && track && kept.tracks[kept.index]?.id === track.id) {
    usePlayer.setState({ queue: queueOf(kept.label, kept.tracks), index: kept.index })
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  const leave = usePlayer.subscribe((state, before) => {
    if (state.queue === before.queue && state.index === before.index) return
    clearTimeout(timer)
    timer = setTimeout(() => void keep(state.queue, state.index), PAUSE_MS)
  })
  return () => {
    clearTimeout(timer)
    leave()
  }
}

async function keep(queue: Queue | null, index: number): Promise<void> {
  if (!queue) return
  const kept = await around(queue, index)
  if (usePlayer.getState().queue !== queue) return
  try {
    localStorage.setItem(NAME, JSON.stringify(kept))
  } catch {
    localStorage.removeItem(NAME) // no room: then a reload keeps the track only
  }
}

/** Collect the tracks around an index. */
export async function around(queue: Queue, index: number): Promise<Kept> {
  const tracks: QueueTrack[] = []
  const first = Math.max(0, index - KEPT_BEFORE)
  let asked = 0
  for (let place = first; place < Math.min(queue.length, index + KEPT_AFTER); place++) {
    const found = queue.trackAt(place)
    if (found instanceof Promise && ++asked > ASKED) break
    const track = await Promise.resolve(found).catch(() => undefined)
    if (!track) break
    tracks.push(pick(track))
  }
  return { label: queue.label, index: index - first, tracks }
}

function readKept(): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME) ?? 'null') as Kept | null
    return kept && Array.isArray(kept.tracks) ? kept : null
  } catch {
    return null
  }
}
