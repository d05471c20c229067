import { Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { messageOf } from '../../api/client'
import { type Facets, facetsQuery, TRACK_KINDS } from '../../api/discover'
import { formatName } from '../../ui/format'
import { STARS, starsInWords } from '../../ui/stars'
import { ChoiceList } from './ChoiceList'
import type { FilterBarProps } from './FilterBar'
import classes from './FilterBar.module.css'
import { STATE_WORDS } from './filterWords'
import { KeyGrid } from './KeyGrid'
import type { FilterName, LibrarySearch } from './librarySearch'
import { TempoRange } from './TempoRange'

interface FilterChoicesProps extends FilterBarProps {
  name: FilterName
  /** Where only one thing can be chosen, choosing it is all there is to do. */
  onDone: () => void
}

/** Offer what one filter can be set to. */
export function FilterChoices(props: FilterChoicesProps) {
  const { name, search, sources, onChange, onDone } = props
  const chooseOne = (part: LibrarySearch) => {
    onChange(part)
    onDone()
  }
  switch (name) {
    case 'genre':
    case 'mood':
      return <Heard {...props} name={name} />
    case 'kind':
      return (
        <ChoiceList
          label="Kinds"
          options={TRACK_KINDS.map((kind) => ({ value: kind, words: formatName(kind) }))}
          chosen={search.kind ?? []}
          onChange={(kind) => onChange({ kind: orNothing(kind) })}
        />
      )
    case 'key':
      return <KeyGrid chosen={search.key ?? []} onChange={(key) => onChange({ key })} />
    case 'tempo':
      return <TempoRange search={search} onChange={onChange} />
    case 'source':
      return (
        <ChoiceList
          label="Source"
          single
          options={sources.map(({ id, name: words, counts }) => ({
            value: id,
            words,
            count: counts.total,
          }))}
          chosen={search.source ? [search.source] : []}
          onChange={([source]) => chooseOne({ source })}
        />
      )
    case 'rating':
      return (
        <ChoiceList
          label="Rated at least"
          single
          options={[...STARS].reverse().map((stars) => ({
            value: String(stars),
            words: `${starsInWords(stars)}${stars === STARS.length ? '' : ' or more'}`,
          }))}
          chosen={search.stars ? [String(search.stars)] : []}
          onChange={([stars]) => chooseOne({ stars: stars ? Number(stars) : undefined })}
        />
      )
    case 'state':
      return (
        <ChoiceList
          label="State"
          single
          options={Object.entries(STATE_WORDS).map(([value, words]) => ({
            value: value as keyof typeof STATE_WORDS,
            words,
          }))}
          chosen={search.state ? [search.state] : []}
          onChange={([state]) => chooseOne({ state })}
        />
      )
    case 'favourites':
      return null
  }
}

const FACETS = { genre: 'genres', mood: 'moods' } as const satisfies Record<string, keyof Facets>

function Heard({ name, search, onChange }: FilterChoicesProps & { name: keyof typeof FACETS }) {
  const { data: facets, error } = useQuery(facetsQuery)
  if (error && !facets) return <p className={classes.words}>{messageOf(error)}</p>
  if (!facets) return <Loader size="sm" aria-label="Loading what there is" />
  const known = facets[FACETS[name]]
  const chosen = search[name] ?? []
  const gone = chosen.filter((one) => !known.some((facet) => facet.name === one))
  if (known.length + gone.length === 0) {
    return <p className={classes.words}>No {name} is known yet: nothing was heard so far.</p>
  }
  return (
    <ChoiceList
      label={name === 'genre' ? 'Any of these genres' : 'All of these moods'}
      options={[...gone.map((one) => ({ name: one, track_count: 0 })), ...known].map((facet) => ({
        value: facet.name,
        words: name === 'mood' ? formatName(facet.name) : facet.name,
        count: facet.track_count,
      }))}
      chosen={chosen}
      onChange={(names) => onChange({ [name]: orNothing(names) })}
    />
  )
}

function orNothing<T>(names: T[]): T[] | undefined {
  return names.length > 0 ? names : undefined
}
