import { MARKS, type SearchFilter, type Space, TRACK_KINDS } from '../../api/discover'
import { readIngredient, writeIngredient } from '../../api/ingredients'

/** What every search of Discover takes; a link holds only what is not as it is by itself. */
export interface SharedSearch {
  n?: number
  /** Tracks of one artist at most; 0: any number. */
  artist?: number
  space?: Space
  filter?: SearchFilter
}

export interface SimilarSearch extends SharedSearch {
  /** Such as "mood:happy"; without a kind, the id of a track. */
  seed?: string | string[]
  smooth?: boolean
}

export interface PathSearch extends SharedSearch {
  from?: string
  to?: string
  /** How freely the way is chosen, 0 to 1. */
  free?: number
  /** Which of the free ways. */
  way?: number
}

export interface AlchemySearch extends SharedSearch {
  add?: string | string[]
  away?: string | string[]
  heat?: number
  /** How far to keep from what one goes away from. */
  apart?: number
  way?: number
  /** Whether it was mixed; from then on every change mixes again. */
  mixed?: boolean
}

export interface ExtendSearch extends SharedSearch {
  playlist?: string
  /** Ids of tracks to keep away from. */
  without?: string | string[]
  reach?: number
  smart?: boolean
}

export interface FingerprintSearch extends SharedSearch {
  listener?: string
  seeds?: number
  days?: number
}

export interface ArtistsSearch {
  artist?: string
  n?: number
  space?: Space
}

type Raw = object

const MOST = 500

export const readSimilar = (raw: Raw): SimilarSearch => {
  const { seed, smooth } = raw as Record<string, unknown>
  return tidy({ seed: ingredients(seed), smooth: yes(smooth), ...readShared(raw) })
}

export const readPath = (raw: Raw): PathSearch => {
  const { from, to, free, way } = raw as Record<string, unknown>
  return tidy({
    from: ingredients(from)?.[0],
    to: ingredients(to)?.[0],
    free: within(free, 0, 1),
    way: whole(way, 0, 2 ** 31 - 1),
    ...readShared(raw),
  })
}

export const readAlchemy = (raw: Raw): AlchemySearch => {
  const { add, away, heat, apart, way, mixed } = raw as Record<string, unknown>
  return tidy({
    add: ingredients(add),
    away: ingredients(away),
    heat: within(heat, 0, 100),
    apart: within(apart, 0, 2),
    way: whole(way, 0, 2 ** 31 - 1),
    mixed: yes(mixed),
    ...readShared(raw),
  })
}

export const readExtend = (raw: Raw): ExtendSearch => {
  const { playlist, without, reach, smart } = raw as Record<string, unknown>
  return tidy({
    playlist: word(playlist),
    without: words(without),
    reach: within(reach, 0, 2),
    smart: yes(smart),
    ...readShared(raw),
  })
}

export const readFingerprint = (raw: Raw): FingerprintSearch => {
  const { listener, seeds, days } = raw as Record<string, unknown>
  return tidy({
    listener: word(listener),
    seeds: whole(seeds, 1, 200),
    days: within(days, 1, 36_500),
    ...readShared(raw),
  })
}

export const readArtists = (raw: Raw): ArtistsSearch => {
  const { artist, n, space } = raw as Record<string, unknown>
  return tidy({ artist: word(artist), n: whole(n, 1, MOST), space: readSpace(space) })
}

function readShared(raw: Raw): SharedSearch {
  const { n, artist, space, filter } = raw as Record<string, unknown>
  return {
    n: whole(n, 1, MOST),
    artist: whole(artist, 0, MOST),
    space: readSpace(space),
    filter: readFilter(filter),
  }
}

const SPACES: readonly Space[] = ['dsp', 'musicnn', 'clap']
const readSpace = (value: unknown) => SPACES.find((space) => space === value && space !== 'dsp')

/** Read a filter; parts that make no sense are left out, and a filter without parts is none. */
export function readFilter(value: unknown): SearchFilter | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const raw = value as Record<string, unknown>
  const filter: SearchFilter = tidy({
    source_ids: words(raw.source_ids),
    folder: word(raw.folder),
    genres: words(raw.genres),
    not_genres: words(raw.not_genres),
    year_from: whole(raw.year_from, 0, 9999),
    year_to: whole(raw.year_to, 0, 9999),
    duration_from_s: within(raw.duration_from_s, 0, 1e6),
    duration_to_s: within(raw.duration_to_s, 0, 1e6),
    tempo_from_bpm: within(raw.tempo_from_bpm, 0, 1000),
    tempo_to_bpm: within(raw.tempo_to_bpm, 0, 1000),
    energy_from: within(raw.energy_from, 0, 1),
    energy_to: within(raw.energy_to, 0, 1),
    keys: words(raw.keys),
    moods: words(raw.moods),
    not_moods: words(raw.not_moods),
    kinds: oneOf(raw.kinds, TRACK_KINDS),
    favourites_only: yes(raw.favourites_only),
    artists: words(raw.artists),
    not_artists: words(raw.not_artists),
    without: oneOf(raw.without, MARKS),
  })
  return Object.keys(filter).length > 0 ? filter : undefined
}

/** A name of digits comes out of an address as a number. */
function word(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  return String(value).trim() || undefined
}

function words(value: unknown): string[] | undefined {
  const all = Array.isArray(value) ? value : [value]
  const read = [...new Set(all.map(word).filter((one) => one !== undefined))]
  return read.length > 0 ? read : undefined
}

function ingredients(value: unknown): string[] | undefined {
  const read = words(value)?.map(readIngredient)
  return words(read?.flatMap((one) => (one ? [writeIngredient(one)] : [])))
}

function oneOf<T extends string>(value: unknown, known: readonly T[]): T[] | undefined {
  const wanted = words(value)
  const read = known.filter((one) => wanted?.includes(one))
  return read.length > 0 ? read : undefined
}

function within(value: unknown, least: number, most: number): number | undefined {
  return typeof value === 'number' && value >= least && value <= most ? value : undefined
}

function whole(value: unknown, least: number, most: number): number | undefined {
  return Number.isInteger(value) ? within(value, least, most) : undefined
}

const yes = (value: unknown) => value === true || undefined

function tidy<T extends object>(search: T): T {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T
}
