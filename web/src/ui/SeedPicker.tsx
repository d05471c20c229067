import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { anchorsQuery, artistsQuery, facetsQuery } from '../api/discover'
import { type Ingredient, type IngredientKind, writeIngredient } from '../api/ingredients'
import { playlistsQuery, trackSearchQuery } from '../api/queries'
import { formatNumberOf } from './format'
import { KIND_NAMES } from './ingredientWords'
import { OptionPicker, usePickerField } from './OptionPicker'

const PAUSE_MS = 180
const MOST_OF_A_KIND = 6

interface SeedOption extends Ingredient {
  name: string
  hint: string
}

interface SeedPickerProps {
  label: string
  kinds: readonly IngredientKind[]
  onChoose: (ingredient: Ingredient) => void
}

/** Find what a search may begin with, of any kind. */
export function SeedPicker({ label, kinds, onChoose }: SeedPickerProps) {
  const field = usePickerField()
  const { options, error, isFetching } = useOptions(field.words, kinds, field.opened)
  const many = kinds.slice(0, 3).map((kind) => KIND_NAMES[kind].toLowerCase())
  const examples = `${many.join(', ')}${kinds.length > 3 ? '…' : ''}`
  return (
    <OptionPicker
      label={label}
      placeholder={examples.charAt(0).toUpperCase() + examples.slice(1)}
      icon={Plus}
      field={field}
      options={options.map((option) => ({
        ...option,
        key: writeIngredient(option),
        group: KIND_NAMES[option.kind],
      }))}
      waiting={isFetching}
      error={error}
      nothing="Nothing of the library is called so."
      onChoose={({ kind, ref }) => onChoose({ kind, ref })}
    />
  )
}

/** Gather what these words may mean; without words, what the library offers by itself. */
function useOptions(words: string, kinds: readonly IngredientKind[], opened: boolean) {
  const text = words.trim()
  const [asked] = useDebouncedValue(text, PAUSE_MS)
  const wants = (kind: IngredientKind) => opened && kinds.includes(kind)
  const tracks = useQuery({
    ...trackSearchQuery(asked),
    enabled: wants('track') && asked !== '',
  })
  const artists = useQuery({
    ...artistsQuery(asked, MOST_OF_A_KIND),
    enabled: wants('artist') && asked !== '',
  })
  const facets = useQuery({ ...facetsQuery, enabled: wants('mood') || wants('text') })
  const playlists = useQuery({ ...playlistsQuery, enabled: wants('playlist') })
  const anchors = useQuery({ ...anchorsQuery, enabled: wants('anchor') })

  const fits = (name: string) => name.toLowerCase().includes(text.toLowerCase())
  const options: SeedOption[] = []
  const add = (kind: IngredientKind, found: readonly Omit<SeedOption, 'kind'>[]) => {
    if (wants(kind)) options.push(...found.map((one) => ({ kind, ...one })))
  }
  if (text !== '' && asked !== '') {
    const found = tracks.data?.slice(0, MOST_OF_A_KIND) ?? []
    add(
      'track',
      found.map(({ id, title, artist }) => ({
        ref: id,
        name: title,
        hint: artist || 'Unknown artist',
      })),
    )
    add(
      'artist',
      (artists.data?.items ?? []).map(({ name, track_count }) => ({
        ref: name,
        name,
        hint: formatNumberOf(track_count, 'track'),
      })),
    )
  }
  const named = [
    ['mood', (facets.data?.moods ?? []).map((m) => ({ id: m.name, ...m }))] as const,
    ['playlist', playlists.data ?? []] as const,
    ['anchor', (anchors.data ?? []).map((a) => ({ ...a, track_count: null }))] as const,
  ]
  for (const [kind, all] of named) {
    const found = all.filter(({ name }) => fits(name)).slice(0, MOST_OF_A_KIND + 2)
    add(
      kind,
      found.map(({ id, name, track_count }) => ({
        ref: id,
        name,
        hint: track_count === null ? '' : formatNumberOf(track_count, 'track'),
      })),
    )
  }
  if (text !== '' && facets.data?.text_space) {
    add('text', [{ ref: text, name: `“${text}”`, hint: 'What the words sound like' }])
  }
  return {
    options,
    error: tracks.error ?? artists.error,
    isFetching: tracks.isFetching || artists.isFetching || asked !== text,
  }
}
