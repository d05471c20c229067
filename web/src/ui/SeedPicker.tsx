import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { Fragment, type KeyboardEvent, useId, useState } from 'react'
import { messageOf } from '../api/client'
import { anchorsQuery, artistsQuery, facetsQuery } from '../api/discover'
import type { Ingredient, IngredientKind } from '../api/ingredients'
import { playlistsQuery, trackSearchQuery } from '../api/queries'
import { formatNumberOf } from './format'
import { KIND_NAMES } from './ingredientWords'
import classes from './TrackPicker.module.css'

const PAUSE_MS = 180
const MOST_OF_A_KIND = 6

interface SeedOption extends Ingredient {
  name: string
  hint: string
}

interface SeedPickerProps {
  label: string
  kinds: readonly IngredientKind[]
  labelShown?: boolean
  onChoose: (ingredient: Ingredient) => void
}

/** Find what a search may begin with, of any kind (the combobox pattern of WAI-ARIA). */
export function SeedPicker({ label, kinds, labelShown, onChoose }: SeedPickerProps) {
  const [words, setWords] = useState('')
  const [opened, setOpened] = useState(false)
  const [active, setActive] = useState(0)
  const { options, error, isFetching } = useOptions(words, kinds, opened)
  const listId = useId()
  const shown = opened && (options.length > 0 || (words.trim() !== '' && !isFetching))
  const place = Math.min(active, options.length - 1)

  const choose = (option: SeedOption | undefined) => {
    if (!option) return
    setWords('')
    setActive(0)
    setOpened(false)
    onChoose({ kind: option.kind, ref: option.ref })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (by !== undefined && options.length > 0) {
      setOpened(true)
      setActive(opened ? (place + by + options.length) % options.length : place)
    } else if (event.key === 'Enter' && shown) choose(options[place])
    else if (event.key === 'Escape' && opened) {
      setOpened(false)
      setWords('')
    } else return
    event.preventDefault()
  }
  const many = kinds.slice(0, 3).map((kind) => KIND_NAMES[kind].toLowerCase())
  const examples = `${many.join(', ')}${kinds.length > 3 ? '…' : ''}`
  return (
    <div className={classes.picker}>
      <TextInput
        role="combobox"
        label={labelShown ? label : undefined}
        aria-label={labelShown ? undefined : label}
        aria-expanded={shown}
        aria-controls={shown ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={shown && options.length > 0 ? `${listId}-${place}` : undefined}
        placeholder={examples.charAt(0).toUpperCase() + examples.slice(1)}
        leftSection={<Plus size={16} aria-hidden="true" />}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value)
          setActive(0)
          setOpened(true)
        }}
        onFocus={() => setOpened(true)}
        onClick={() => setOpened(true)}
        onBlur={() => setOpened(false)}
        onKeyDown={onKeyDown}
      />
      {shown && (
        <div className={classes.drop}>
          {options.length > 0 && (
            <div id={listId} role="listbox" aria-label={label} className={classes.list}>
              {options.map(({ kind, ref, name, hint }, index) => (
                <Fragment key={kind + ref}>
                  {options[index - 1]?.kind !== kind && (
                    <div className={classes.group} role="presentation">
                      {KIND_NAMES[kind]}
                    </div>
                  )}
                  <div
                    id={`${listId}-${index}`}
                    role="option"
                    aria-selected={index === place}
                    aria-label={`${KIND_NAMES[kind]}: ${[name, hint].filter(Boolean).join(', ')}`}
                    className={classes.option}
                    onPointerEnter={() => setActive(index)}
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => choose(options[index])}
                  >
                    {name}
                    <span>{hint}</span>
                  </div>
                </Fragment>
              ))}
            </div>
          )}
          <p role="status" className={classes.note}>
            {error
              ? messageOf(error)
              : options.length === 0 && 'Nothing of the library is called so.'}
          </p>
        </div>
      )}
    </div>
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
