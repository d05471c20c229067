import type { Job } from '../../api/client'

/** Where what a job works on can be looked at. */
export interface JobPlace {
  href: string
  words: string
}

const SOURCES: JobPlace = { href: '/sources', words: 'Open the sources' }
const LIBRARY: JobPlace = { href: '/', words: 'Open the library' }
const COLLECTION: JobPlace = { href: '/collection', words: 'Open the collection' }
const PLACES: Readonly<Record<string, JobPlace>> = {
  scan: LIBRARY,
  rescan: SOURCES,
  listen: LIBRARY,
  demo: LIBRARY,
  write_tags: LIBRARY,
  music_map: { href: '/map', words: 'Open the map' },
  artists: { href: '/discover/artists', words: 'Find similar artists' },
  import_history: { href: '/listening', words: 'Open the listening history' },
  collection_export: COLLECTION,
  collection_import: COLLECTION,
  collection_pull: COLLECTION,
  collection_push: COLLECTION,
}

/** Return where a job leads; null where its title says all there is. */
export function placeOf(job: Job): JobPlace | null {
  if (job.kind === 'produce') {
    return { href: `/studio/${job.job_id}`, words: 'Open it in the studio' }
  }
  const at = (name: string, base: string, words: string) => {
    const id = job.results[name]
    return typeof id === 'string' ? { href: `${base}/${encodeURIComponent(id)}`, words } : null
  }
  return (
    at('session_id', '/lab', 'Open the session') ??
    at('run_id', '/clusters', 'Open the playlists it found') ??
    at('playlist_id', '/playlists', 'Open the playlist') ??
    PLACES[job.kind] ??
    null
  )
}
