import { useDebouncedValue } from '@mantine/hooks'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Music, Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { trackSearchQuery } from '../api/queries'
import { pageLinks } from './pages'

const PAUSE_MS = 150

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

/** Lead to any page or track by a few letters. */
export function Palette() {
  const navigate = useNavigate()
  const [words, setWords] = useState('')
  const [asked] = useDebouncedValue(words.trim(), PAUSE_MS)
  const { data } = useQuery({ ...trackSearchQuery(asked), enabled: asked !== '' })
  const tracks = words.trim() === '' ? [] : (data ?? [])
  const pages = pageLinks.filter((page) =>
    page.name.toLowerCase().includes(words.trim().toLowerCase()),
  )
  useEffect(() => {
    if (data) chooseFirst()
  }, [data])
  return (
    <Spotlight.Root
      store={store}
      query={words}
      onQueryChange={setWords}
      shortcut="mod + K"
      attributes={{ content: { 'aria-label': 'Command palette' } }}
    >
      <Spotlight.Search
        placeholder="Find a track or go to a page"
        aria-label="Find a track or go to a page"
        leftSection={<Search size={18} aria-hidden="true" />}
      />
      <Spotlight.ActionsList>
        {pages.map(({ to, name, hint, icon: Icon }) => (
          <Spotlight.Action
            key={to}
            label={name}
            description={hint}
            leftSection={<Icon size={18} aria-hidden="true" />}
            onClick={() => void navigate({ to })}
          />
        ))}
        {tracks.map((track) => (
          <Spotlight.Action
            key={track.id}
            label={track.title}
            description={
              [track.artist, track.album].filter(Boolean).join(' · ') || 'Unknown artist'
            }
            leftSection={<Music size={18} aria-hidden="true" />}
            onClick={() => void navigate({ to: '/', search: { track: track.id } })}
          />
        ))}
        {pages.length + tracks.length === 0 && <Spotlight.Empty>Nothing found</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}
