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

/** A queue in an order of its own: at each index stands a place in the list it was made of. */
export interface ArrangedQueue extends Queue {
  list: Queue
  places: readonly number[]
  /** What it was before anything was added to it. */
  origin: Queue
}

/** Make a queue of tracks that are all at hand. */
export function queueOf(label: string, tracks: readonly QueueTrack[]): Queue {
  return { label, length: tracks.length, trackAt: (index) => tracks[index] }
}

/** Give a queue an order that can be changed; a changed one stays as it is. */
export function arranged(queue: Queue): ArrangedQueue {
  if ('places' in queue) return queue as ArrangedQueue
  const places = Array.from({ length: queue.length }, (_, place) => place)
  return arrange({ list: queue, origin: queue }, places)
}

/** Make a queue of other places in the same list. */
export function arrange(
  { list, origin }: Pick<ArrangedQueue, 'list' | 'origin'>,
  places: readonly number[],
): ArrangedQueue {
  const trackAt = (index: number) => {
    const place = places[index]
    return place === undefined ? undefined : list.trackAt(place)
  }
  return { label: list.label, length: places.length, trackAt, list, places, origin }
}

/** Put tracks into a queue, before what stands at `index`. */
export function withTracks(
  queue: Queue,
  index: number,
  tracks: readonly QueueTrack[],
): ArrangedQueue {
  const { list, places, origin } = arranged(queue)
  const longer: Queue = {
    label: list.label,
    length: list.length + tracks.length,
    trackAt: (place) => (place < list.length ? list.trackAt(place) : tracks[place - list.length]),
  }
  const added = tracks.map((_, place) => list.length + place)
  return arrange({ list: longer, origin }, [
    ...places.slice(0, index),
    ...added,
    ...places.slice(index),
  ])
}

/** Put what stands at `index` first, and everything else behind it in an order left to chance. */
export function shuffled(queue: Queue, index: number, random: () => number): ArrangedQueue {
  const from = arranged(queue)
  const rest = from.places.filter((_, other) => other !== index)
  for (let end = rest.length - 1; end > 0; end--) {
    const chosen = Math.floor(random() * (end + 1))
    const place = rest[end] as number
    rest[end] = rest[chosen] as number
    rest[chosen] = place
  }
  return arrange(from, [...from.places.slice(index, index + 1), ...rest])
}

/** Put a queue back into the order of its list; return where `index` has come to stand. */
export function inListOrder(queue: Queue, index: number): { queue: ArrangedQueue; index: number } {
  const from = arranged(queue)
  const places = [...from.places].sort((one, other) => one - other)
  return { queue: arrange(from, places), index: places.indexOf(from.places[index] ?? 0) }
}
