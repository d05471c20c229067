import type { TrackFilter } from '../../api/queries'
import type { Sort, SortColumn } from '../../ui/TrackTable'

/** What a link to the library holds, so that it shows the same to whoever follows it. */
export interface LibrarySearch {
  q?: string
  source?: string
  state?: 'found' | 'analysed' | 'failed' | 'missing'
  sort?: SortColumn
  down?: boolean
  track?: string
}

const COLUMNS: readonly string[] = ['title', 'artist', 'album', 'added']
const STATES: readonly string[] = ['found', 'analysed', 'failed', 'missing']

/** Read an address; what makes no sense in it is left out. */
export function readLibrarySearch(raw: Record<string, unknown>): LibrarySearch {
  // A search for "1984" comes as a number.
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined
  const oneOf = <T>(value: unknown, known: readonly string[]) =>
    typeof value === 'string' && known.includes(value) ? (value as T) : undefined
  const search: LibrarySearch = {
    q: text(raw.q),
    source: text(raw.source),
    state: oneOf<LibrarySearch['state']>(raw.state, STATES),
    sort: oneOf<SortColumn>(raw.sort, COLUMNS),
    down: raw.down === true || undefined,
    track: text(raw.track),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}

export function filterOf(search: LibrarySearch): TrackFilter {
  return {
    q: search.q ?? '',
    sourceId: search.source,
    state: search.state,
    order: search.sort ?? 'relevance',
    descending: search.down ?? false,
  }
}

export function sortOf(search: LibrarySearch): Sort | null {
  return search.sort ? { column: search.sort, descending: search.down ?? false } : null
}
