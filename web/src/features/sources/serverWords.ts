import type { Schemas, Source } from '../../api/client'
import type { ServerKind } from '../../api/sources'

export type Capability = Schemas['Capability']
/** How somebody signs in: by name and password, or by a token that stands for both. */
export type LoginWay = 'account' | 'token'

export interface KindWords {
  name: string
  /** What is needed to add one. */
  needs: string
  /** What an address looks like. */
  address: string
  ways: readonly LoginWay[]
  /** Whether it may be reached without signing in. */
  open?: boolean
  /** What a token is called there, and where to get it. */
  token?: { name: string; hint: string }
}

export const KINDS: Record<ServerKind, KindWords> = {
  subsonic: {
    name: 'Navidrome, OpenSubsonic',
    needs: 'User name and password, or an API key. Also Gonic, Airsonic, Ampache, Funkwhale …',
    address: 'http://192.168.1.10:4533',
    ways: ['account', 'token'],
    token: { name: 'API key', hint: 'Made in the server’s settings. Navidrome has none.' },
  },
  jellyfin: {
    name: 'Jellyfin',
    needs: 'User name and password; Menura keeps only the token it gets for them.',
    address: 'http://192.168.1.10:8096',
    ways: ['account', 'token'],
    token: {
      name: 'Access token',
      hint: 'Of a user. An API key of the dashboard stands for nobody and cannot keep playlists.',
    },
  },
  emby: {
    name: 'Emby',
    needs: 'User name and password; Menura keeps only the token it gets for them.',
    address: 'http://192.168.1.10:8096',
    ways: ['account', 'token'],
    token: { name: 'Access token', hint: 'Of a user, not an API key of the dashboard.' },
  },
  lyrion: {
    name: 'Lyrion',
    needs: 'Its address; user name and password only if it asks for them.',
    address: 'http://192.168.1.10:9000',
    ways: ['account'],
    open: true,
  },
  plex: {
    name: 'Plex',
    needs: 'A Plex token of your account.',
    address: 'http://192.168.1.10:32400',
    ways: ['token'],
    token: {
      name: 'Plex token',
      hint: 'In Plex Web: a track’s “Get info”, then “View XML”; it is the end of that address.',
    },
  },
  mpd: {
    name: 'MPD',
    needs: 'Its music must lie on this machine too: MPD hands no files out.',
    address: 'mpd://localhost:6600',
    ways: ['account'],
    open: true,
  },
}

export const KIND_ORDER: readonly ServerKind[] = [
  'subsonic',
  'jellyfin',
  'emby',
  'lyrion',
  'plex',
  'mpd',
]

/** What an account may do, in the order in which people ask for it. */
export const CAPABILITIES: readonly { name: Capability; can: string; cannot: string }[] = [
  {
    name: 'download',
    can: 'Original files can be heard',
    cannot: 'No original files: its tracks are listed, but cannot be heard',
  },
  {
    name: 'playlists',
    can: 'Playlists can be sent there',
    cannot: 'No playlists can be sent there',
  },
  {
    name: 'play_counts',
    can: 'Counts plays',
    cannot: 'Counts no plays',
  },
  {
    name: 'last_played',
    can: 'Knows what was played last',
    cannot: 'Does not know what was played last',
  },
  { name: 'favourites', can: 'Keeps favourites', cannot: 'Keeps no favourites' },
  { name: 'ratings', can: 'Keeps ratings', cannot: 'Keeps no ratings' },
  {
    name: 'scrobbles',
    can: 'Takes in plays from elsewhere',
    cannot: 'Takes in no plays from elsewhere',
  },
  { name: 'search', can: 'Can be searched', cannot: 'Cannot be searched' },
]

const OTHER_KINDS: Partial<Record<Source['kind'], string>> = {
  folder: 'Folder',
  studio: 'Studio',
  sessions: 'Session Lab',
}

/** Name the kind of a source. */
export function kindInWords(kind: Source['kind']): string {
  return (
    OTHER_KINDS[kind] ?? (kind === 'subsonic' ? 'OpenSubsonic' : KINDS[kind as ServerKind].name)
  )
}

/** Name a server as it names itself, with its version as far as it tells. */
export function productInWords({ kind, product, version }: Schemas['ServerOut']): string {
  return `${product || kindInWords(kind)} ${version}`.trim()
}

const PAIRS_PER_LINE = 8

/** Write a fingerprint so that it can be compared: pairs of digits, eight to a line. */
export function fingerprintLines(sha256: string): string[] {
  const pairs =
    sha256
      .replace(/[^0-9a-f]/gi, '')
      .toUpperCase()
      .match(/../g) ?? []
  const lines: string[] = []
  for (let at = 0; at < pairs.length; at += PAIRS_PER_LINE) {
    lines.push(pairs.slice(at, at + PAIRS_PER_LINE).join(':'))
  }
  return lines
}
