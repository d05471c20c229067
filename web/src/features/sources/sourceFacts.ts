import { isServer, type SourceDetail } from '../../api/sources'
import { formatNumberOf } from '../../ui/format'
import { kindInWords } from './serverWords'

/** Say what was settled about a source, as pairs of a name and words. */
export function settledOf(source: SourceDetail): [string, string][] {
  if (!isServer(source.kind)) return [['Kind', kindInWords(source.kind)]]
  const told = [
    source.write_favourites && 'favourites',
    source.write_ratings && 'ratings',
    source.write_plays && 'plays',
  ].filter((one) => one !== false)
  const facts: [string, string | false | null][] = [
    ['Kind', kindInWords(source.kind)],
    ['Address', source.location],
    ['Account', source.account || 'none'],
    ['Login', source.has_secret ? 'kept, sealed; it is never shown' : 'none needed'],
    ['Music here', source.music_root],
    ['Certificate', certificateOf(source)],
    ['Libraries', source.libraries.length === 0 ? 'all' : `${source.libraries.length} chosen`],
    [
      'Taken over',
      source.read_plays
        ? `plays, favourites and ratings${source.listener ? `, as listener “${source.listener}”` : ''}`
        : 'nothing but the tracks',
    ],
    ['Told to it', told.length > 0 ? told.join(', ') : 'nothing'],
    [
      'Waiting',
      source.waiting_writes > 0 &&
        `${formatNumberOf(source.waiting_writes, 'change')} to be told when it answers`,
    ],
  ]
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]))
}

function certificateOf(source: SourceDetail): string | null {
  if (source.has_certificate) return 'one certificate, trusted by its fingerprint'
  return source.ca_file ? `those of ${source.ca_file}` : null
}
