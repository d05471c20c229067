import { useDebouncedValue } from '@mantine/hooks'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ListMusic, Music, Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { playlistsQuery, trackSearchQuery } from '../api/queries'
import { formatNumberOf } from '../ui/format'
import { useHidden } from '../ui/undo'
import { pageLinks } from './pages'
import { type PaletteAction, type ShellActions, usePaletteActions } from './paletteActions'

const PAUSE_MS = 150
const PLAYLISTS_SHOWN = 6

const [store, palette] = createSpotlight()

/** Show the palette; before it is mounted too, as its state lives outside of it. */
export const openPalette = palette.open

/** Choose the first entry: the palette does so only for entries that are there at once. */
function chooseFirst() {
  const { listId } = store.getState()
  const list = listId ? document.getElementById(listId) : null
  if (!list || list.querySelector('[data-selected]')) return
  list.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
  store.updateState((state) => ({ ...state, selected: 0 }))
}

/** Lead to any page, track or playlist by a few letters, and do what can be done anywhere. */
export function Palette(shell: ShellActions) {
  const [words, setWords] = useState('')
  const actions = usePaletteActions(shell)
  return (
    <Spotlight.Root
      store={store}
      query={words}
      onQueryChange={setWords}
      shortcut="mod + K"
      attributes={{ content: { 'aria-label': 'Command palette' } }}
    >
      <Spotlight.Search
        placeholder="Find a page, a track, a playlist, something to do"
        aria-label="Find a track or go to a page"
        leftSection={<Search size={18} aria-hidden="true" />}
      />
      <Found words={words.trim()} actions={actions} />
    </Spotlight.Root>
  )
}

function Found({ words, actions }: { words: string; actions: PaletteAction[] }) {
  const navigate = useNavigate()
  const [asked] = useDebouncedValue(words, PAUSE_MS)
  const { data: found } = useQuery({ ...trackSearchQuery(asked), enabled: asked !== '' })
  const { data: saved = [] } = useQuery({ ...playlistsQuery, enabled: asked !== '' })
  const hidden = useHidden()
  const fits = (...texts: (string | undefined)[]) => fitsWords(words, texts.join(' '))
  const tracks = words === '' ? [] : (found ?? [])
  const lists =
    words === '' ? [] : saved.filter(({ id, name }) => fits(name) && !hidden(`playlist:${id}`))
  const groups = [
    {
      name: 'Pages',
      entries: pageLinks
        .filter(({ name }) => fits(name))
        .map(({ to, ...page }) => ({ id: to, ...page, run: () => void navigate({ to }) })),
    },
    {
      name: 'Do',
      entries: actions
        .filter((action) => fits(action.name, action.words))
        .map((action) => ({ id: action.name, ...action })),
    },
    {
      name: 'Playlists',
      entries: lists.slice(0, PLAYLISTS_SHOWN).map(({ id, name, track_count }) => ({
        id,
        name,
        hint: formatNumberOf(track_count, 'track'),
        icon: ListMusic,
        run: () => void navigate({ to: '/playlists/$playlistId', params: { playlistId: id } }),
      })),
    },
    {
      name: 'Tracks',
      entries: tracks.map(({ id, title, artist, album }) => ({
        id,
        name: title,
        hint: [artist, album].filter(Boolean).join(' · ') || 'Unknown artist',
        icon: Music,
        run: () => void navigate({ to: '/', search: { track: id } }),
      })),
    },
  ].filter(({ entries }) => entries.length > 0)
  useEffect(() => {
    if (found) chooseFirst()
  }, [found])
  return (
    <Spotlight.ActionsList>
      {groups.map(({ name: group, entries }) => (
        <Spotlight.ActionsGroup key={group} label={group}>
          {entries.map(({ id, name, hint, icon: Icon, run }) => (
            <Spotlight.Action
              key={id}
              label={name}
              description={hint}
              leftSection={<Icon size={18} aria-hidden="true" />}
              onClick={run}
            />
          ))}
        </Spotlight.ActionsGroup>
      ))}
      {groups.length === 0 && <Spotlight.Empty>Nothing found</Spotlight.Empty>}
    </Spotlight.ActionsList>
  )
}

/** Tell whether a text has every word, or the beginning of it. */
export function fitsWords(words: string, text: string): boolean {
  const within = text.toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => within.includes(word))
}
