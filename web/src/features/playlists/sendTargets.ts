import type { Schemas, Source } from '../../api/client'
import { isServer } from '../../api/sources'
import { formatNumberOf } from '../../ui/format'

/** Name the sources that take playlists: music servers before folders. */
export function targetsOf(sources: readonly Source[]): Source[] {
  return [
    ...sources.filter(({ kind }) => isServer(kind)),
    ...sources.filter(({ kind }) => kind === 'folder'),
  ]
}

/** Say what was sent where, and what was not. */
export function sentWords(
  sent: Schemas['PlaylistSentOut'],
  name: string,
): { title: string; message: string } {
  const tracks = formatNumberOf(sent.track_count, 'track')
  const others =
    sent.left_out > 0
      ? ` ${formatNumberOf(sent.left_out, 'track')} that ${sent.left_out === 1 ? 'is' : 'are'} not there left out.`
      : ''
  return sent.path === null
    ? {
        title: `Sending ${tracks} to ${name}`,
        message: `A job does it; this page says when it is there.${others}`,
      }
    : { title: `${tracks} sent`, message: `To ${sent.path}.${others}` }
}
