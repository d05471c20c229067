import type { Source } from '../../api/client'
import { formatName } from '../../ui/format'
import { starsInWords } from '../../ui/stars'
import type { FilterName, LibrarySearch } from './librarySearch'

export const FILTER_WORDS: Readonly<Record<FilterName, string>> = {
  genre: 'Genre',
  mood: 'Mood',
  tempo: 'Tempo',
  key: 'Key',
  kind: 'Kind',
  source: 'Source',
  rating: 'Rating',
  state: 'State',
  favourites: 'Favourites',
}

export const STATE_WORDS = {
  analysed: 'Heard',
  found: 'Not heard yet',
  failed: 'Failed',
  missing: 'Missing',
} as const

/** What a filter is called in a sentence: "the favourites filter" says nobody. */
export const FILTER_NOUNS: Readonly<Record<FilterName, string>> = {
  genre: 'the genre',
  mood: 'the mood',
  tempo: 'the tempo',
  key: 'the key',
  kind: 'the kind',
  source: 'the source',
  rating: 'the rating',
  state: 'the state',
  favourites: 'favourites only',
}

const SHOWN = 2

/** Say what a filter is set to, in a word or two; nothing where it is not set. */
export function filterValue(
  name: FilterName,
  search: LibrarySearch,
  sources: readonly Source[],
): string | undefined {
  switch (name) {
    case 'genre':
      return some(search.genre)
    case 'mood':
      return some(search.mood?.map(formatName))
    case 'key':
      return some(search.key?.map(keyWords))
    case 'kind':
      return some(search.kind?.map(formatName))
    case 'tempo':
      return tempoWords(search.slowest, search.fastest)
    case 'source':
      if (!search.source) return undefined
      return sources.find(({ id }) => id === search.source)?.name ?? 'A source that is gone'
    case 'rating':
      return search.stars === 5
        ? '5 stars'
        : search.stars
          ? `${starsInWords(search.stars)} +`
          : undefined
    case 'state':
      return search.state && STATE_WORDS[search.state]
    case 'favourites':
      return search.favourites ? 'Favourites' : undefined
  }
}

/** Name the first two, and count the others. */
function some(names: readonly string[] | undefined): string | undefined {
  if (!names || names.length === 0) return undefined
  const rest = names.length - SHOWN
  return names.slice(0, SHOWN).join(', ') + (rest > 0 ? ` +${rest}` : '')
}

/** "C#m" -> "C♯m". */
export function keyWords(key: string): string {
  return key.replace('#', '♯')
}

function tempoWords(slowest: number | undefined, fastest: number | undefined): string | undefined {
  if (slowest !== undefined && fastest !== undefined) return `${slowest}–${fastest} BPM`
  if (slowest !== undefined) return `from ${slowest} BPM`
  return fastest === undefined ? undefined : `to ${fastest} BPM`
}
