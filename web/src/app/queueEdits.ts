import { usePlayer } from '../audio/player'
import { type ArrangedQueue, arrange, arranged, type Queue } from '../audio/playerQueue'
import { formatNumberOf } from '../ui/format'
import { LONGEST_PLAYLIST } from '../ui/playlistLimit'
import type { PlaylistItemIn } from '../ui/SavePlaylistDialog'
import { offerUndo } from '../ui/undo'

/** Move what comes to another index; what plays and what was played stay where they are. */
export function moveInQueue(from: number, to: number): void {
  const { queue, index } = usePlayer.getState()
  if (!queue || from <= index || to <= index || from === to || to >= queue.length) return
  const places = [...arranged(queue).places]
  const [place] = places.splice(from, 1)
  if (place === undefined) return
  places.splice(to, 0, place)
  usePlayer.setState({ queue: arrange(arranged(queue), places) })
}

/** Take one track out of what comes. */
export function removeFromQueue(at: number, title: string): void {
  takeOut(at, at + 1, () => `“${title}” is taken out of the queue`)
}

/** Take everything out that comes after what plays. */
export function clearQueue(): void {
  const { queue, index } = usePlayer.getState()
  takeOut(
    index + 1,
    queue?.length ?? 0,
    (count) => `${formatNumberOf(count, 'track')} taken out of the queue`,
  )
}

function takeOut(from: number, to: number, say: (count: number) => string): void {
  const { queue } = usePlayer.getState()
  if (!queue || to <= from) return
  const before = arranged(queue)
  const taken = before.places.slice(from, to)
  const left = [...before.places.slice(0, from), ...before.places.slice(to)]
  usePlayer.setState({ queue: arrange(before, left) })
  offerUndo({ title: say(taken.length), undo: () => putBack(before, from, taken) })
}

/** Put places back where they were, if the same list still plays; never before what plays. */
function putBack({ origin }: ArrangedQueue, from: number, taken: readonly number[]): void {
  const { queue, index } = usePlayer.getState()
  if (!queue) return
  const now = arranged(queue)
  if (now.origin !== origin) return
  const at = Math.max(index + 1, from)
  const places = [...now.places.slice(0, at), ...taken, ...now.places.slice(at)]
  usePlayer.setState({ queue: arrange(now, places) })
}

/** Collect the tracks of a queue for a playlist; what is no track of the library is left out. */
export async function playlistItemsOf(queue: Queue): Promise<PlaylistItemIn[]> {
  const items: PlaylistItemIn[] = []
  for (let index = 0; index < Math.min(queue.length, LONGEST_PLAYLIST); index++) {
    const track = await queue.trackAt(index)
    if (track && !track.url) items.push({ track_id: track.id, reason: null })
  }
  return items
}
