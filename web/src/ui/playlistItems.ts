import type { Track } from '../api/client'
import type { PlaylistItemIn } from './SavePlaylistDialog'

const LONGEST_REASON = 500 // what the API takes

/** A track that was found, and why. */
export interface TrackFound {
  track: Track
  reasons?: readonly { text: string }[]
}

/** Put the reasons into one line. */
export function reasonOf({ reasons = [] }: TrackFound): string {
  return reasons
    .map((reason) => reason.text)
    .join(' · ')
    .slice(0, LONGEST_REASON)
}

/** Make the items of a playlist, each with its reasons in one line. */
export function playlistItems(items: readonly TrackFound[]): PlaylistItemIn[] {
  return items.map((item) => ({ track_id: item.track.id, reason: reasonOf(item) || null }))
}
