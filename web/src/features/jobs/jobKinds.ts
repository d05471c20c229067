import { formatName } from '../../ui/format'

const WORDS: Readonly<Record<string, string>> = {
  scan: 'Scans',
  listen: 'Listening to tracks',
  index: 'Building the index',
  rescan: 'Scans of every source',
  write_tags: 'Writing tags',
  produce: 'Productions',
  session_batch: 'Batches of clips',
  session_render: 'Clips rendered again',
  demo: 'Demo library',
  cluster: 'Searches for playlists',
  cluster_batch: 'Parts of searches',
  cluster_refresh: 'New music for playlists',
  music_map: 'Music map',
  artists: 'Comparing artists',
  radio: 'Radios',
  fingerprint: 'Sonic fingerprints',
  send_playlist: 'Playlists for servers',
  write_back: 'News for servers',
  import_history: 'Listening history',
  collection_export: 'Collections exported',
  collection_import: 'Collections taken in',
  collection_pull: 'Collections fetched',
  collection_push: 'Collections sent',
  maintenance: 'Tidying up',
}

/** "session_batch" -> "Batches of clips": what jobs of a kind do. */
export function kindInWords(kind: string): string {
  return WORDS[kind] ?? formatName(kind)
}
