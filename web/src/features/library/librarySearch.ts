import type { TrackFilter } from '../../api/queries'
import { toRating } from '../../ui/stars'
import type { Sort, SortColumn } from '../../ui/TrackTable'

const STATES = ['found', 'analysed', 'failed', 'missing'] as const
const KINDS = ['song', 'mix', 'clip', 'loop', 'one_shot', 'stem'] as const
const COLUMNS: readonly SortColumn[] = ['title', 'artist', 'album', 'tempo', 'added']
export const FASTEST_BPM = 1000
const MOST_STARS = 5

/** What a link to the library holds, so that it shows the same to whoever follows it. */
export interface LibrarySearch {
  q?: string
  source?: string
  state?: (typeof STATES)[number]
  genre?: string[]
  mood?: string[]
  key?: string[]
  kind?: (typeof KINDS)[number][]
  /** In BPM; one end may be open. */
  slowest?: number
  fastest?: number
  favourites?: boolean
  /** At least so many. */
  stars?: number
  sort?: SortColumn
  down?: boolean
  track?: string
}

/** The parts of a search that narrow the list beside the words. */
export const FILTERS = {
  genre: ['genre'],
  mood: ['mood'],
  tempo: ['slowest', 'fastest'],
  key: ['key'],
  kind: ['kind'],
  source: ['source'],
  rating: ['stars'],
  state: ['state'],
  favourites: ['favourites'],
} as const satisfies Record<string, readonly (keyof LibrarySearch)[]>
export type FilterName = keyof typeof FILTERS
export const FILTER_NAMES = Object.keys(FILTERS) as FilterName[]

/** Read an address; what makes no sense in it is left out. */
export function readLibrarySearch(raw: Record<string, unknown>): LibrarySearch {
  const [slowest, fastest] = [readBpm(raw.slowest), readBpm(raw.fastest)]
  const isRange = slowest === undefined || fastest === undefined || slowest <= fastest
  const search: LibrarySearch = {
    q: readText(raw.q),
    source: readText(raw.source),
    state: oneOf(raw.state, STATES),
    genre: readTexts(raw.genre),
    mood: readTexts(raw.mood),
    key: readTexts(raw.key),
    kind: readKinds(raw.kind),
    slowest: isRange ? slowest : undefined,
    fastest: isRange ? fastest : undefined,
    favourites: raw.favourites === true || undefined,
    stars: readStars(raw.stars),
    sort: oneOf(raw.sort, COLUMNS),
    down: raw.down === true || undefined,
    track: readText(raw.track),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}

/** A search for "1984" comes as a number. */
function readText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number'
    ? String(value) || undefined
    : undefined
}

function readTexts(value: unknown): string[] | undefined {
  const texts = (Array.isArray(value) ? value : [value]).map(readText)
  const kept = [...new Set(texts.filter((text) => text !== undefined))]
  return kept.length > 0 ? kept : undefined
}

function readKinds(value: unknown): LibrarySearch['kind'] {
  const kinds = readTexts(value)?.map((kind) => oneOf(kind, KINDS))
  const kept = kinds?.filter((kind) => kind !== undefined)
  return kept && kept.length > 0 ? kept : undefined
}

function readBpm(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= FASTEST_BPM ? value : undefined
}

function readStars(value: unknown): number | undefined {
  const stars = typeof value === 'number' ? value : 0
  return Number.isInteger(stars) && stars >= 1 && stars <= MOST_STARS ? stars : undefined
}

function oneOf<T extends string>(value: unknown, known: readonly T[]): T | undefined {
  return known.find((name) => name === value)
}

export function filterOf(search: LibrarySearch): TrackFilter {
  return {
    q: search.q ?? '',
    sourceId: search.source,
    state: search.state,
    genres: search.genre,
    moods: search.mood,
    keys: search.key,
    kinds: search.kind,
    tempoFromBpm: search.slowest,
    tempoToBpm: search.fastest,
    favourites: search.favourites,
    minRating: search.stars && toRating(search.stars),
    order: search.sort ?? 'relevance',
    descending: search.down ?? false,
  }
}

export function sortOf(search: LibrarySearch): Sort | null {
  return search.sort ? { column: search.sort, descending: search.down ?? false } : null
}

/** Return the filters that are set, in the order they are shown in. */
export function setFilters(search: LibrarySearch): FilterName[] {
  return FILTER_NAMES.filter((name) => FILTERS[name].some((part) => search[part] !== undefined))
}

/** Return what takes filters away. */
export function without(names: readonly FilterName[]): LibrarySearch {
  return Object.fromEntries(names.flatMap((name) => FILTERS[name].map((part) => [part, undefined])))
}

/** Tell whether the list is not the whole library. */
export function isNarrowed(search: LibrarySearch): boolean {
  return Boolean(search.q) || setFilters(search).length > 0
}
