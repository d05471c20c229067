import type { SimilarTrack } from '../api/client'
import type { PlaylistItemIn } from './SavePlaylistDialog'

const LONGEST_REASON = 500 // what the API takes

/** Make the items of a playlist, each with its reasons in one line. */
export function playlistItems(items: readonly SimilarTrack[]): PlaylistItemIn[] {
  return items.map(({ track, reasons }) => ({
    track_id: track.id,
    reason:
      reasons
        .map((reason) => reason.text)
        .join(' · ')
        .slice(0, LONGEST_REASON) || null,
  }))
}
