import { CloseButton, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { MAP_COLUMNS, type MapColumn } from '../../api/mapColumns'
import { playlistsQuery } from '../../api/queries'
import { COLUMN_NAMES } from '../../ui/mapLook'
import { TrackPicker } from '../../ui/TrackPicker'
import classes from './MapPage.module.css'
import type { MapSearch } from './mapSearch'

interface MapControlsProps {
  search: MapSearch
  /** About what lies over the points, such as how much of it is missing. */
  words: string
  onChange: (part: MapSearch) => void
}

/** Choose the colours, what lies over the points, what stands out, and where to fly. */
export function MapControls({ search, words, onChange }: MapControlsProps) {
  return (
    <div className={classes.controls}>
      <NativeSelect
        label="Colour by"
        value={search.by ?? 'genre'}
        data={MAP_COLUMNS.map((value) => ({ value, label: COLUMN_NAMES[value] }))}
        onChange={(event) => onChange({ by: event.currentTarget.value as MapColumn })}
      />
      <OverlaySelect search={search} onChange={onChange} />
      <HighlightField words={search.q ?? ''} onWords={(q) => onChange({ q: q || undefined })} />
      <div className={classes.seek}>
        <TrackPicker
          label="Fly to a track"
          placeholder="Title, artist, album…"
          onChoose={(track) => onChange({ track: track.id })}
        />
      </div>
      <p className={classes.controlWords} role="status">
        {words}
      </p>
    </div>
  )
}

function OverlaySelect({ search, onChange }: Omit<MapControlsProps, 'words'>) {
  const { data: playlists = [] } = useQuery(playlistsQuery)
  // What was found elsewhere can be chosen again while one stays here.
  const [found, setFound] = useState(search)
  if (search.overlay === 'found' && keyOf(search) !== keyOf(found)) setFound(search)
  const overlay = search.overlay === 'playlist' ? `p:${search.playlist}` : (search.overlay ?? '')
  const choose = (value: string) => {
    const none = { overlay: undefined, playlist: undefined, tracks: undefined, joined: undefined }
    if (value.startsWith('p:')) onChange({ ...none, overlay: 'playlist', playlist: value.slice(2) })
    else if (value === 'names') onChange({ ...none, overlay: 'names' })
    else if (value !== 'found') onChange(none)
    else onChange({ ...none, overlay: 'found', tracks: found.tracks, joined: found.joined })
  }
  return (
    <NativeSelect
      label="Show"
      value={overlay}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">Points only</option>
      <option value="names">Names of the largest groups</option>
      {found.tracks && (
        <option value="found">
          {found.joined ? 'The path you found' : 'The tracks you found'}
        </option>
      )}
      {playlists.length > 0 && (
        <optgroup label="The way of a playlist">
          {playlists.map(({ id, name }) => (
            <option key={id} value={`p:${id}`}>
              {name}
            </option>
          ))}
        </optgroup>
      )}
    </NativeSelect>
  )
}

function keyOf({ tracks, joined }: MapSearch): string {
  return `${joined} ${tracks?.join(' ')}`
}

const PAUSE_MS = 300

interface HighlightFieldProps {
  words: string
  onWords: (words: string) => void
}

/** What the library finds with these words stands out. */
function HighlightField({ words, onWords }: HighlightFieldProps) {
  const [text, setText] = useState(words)
  const told = useRef(words)
  const tell = useDebouncedCallback((next: string) => {
    told.current = next
    onWords(next)
  }, PAUSE_MS)
  // Another link may bring other words; what this field told itself must not undo typing.
  useEffect(() => {
    if (words === told.current) return
    told.current = words
    setText(words)
  }, [words])
  const change = (next: string) => {
    setText(next)
    tell(next.trim())
  }
  return (
    <TextInput
      label="Highlight"
      placeholder="Words of the library’s search"
      leftSection={<Search size={15} aria-hidden="true" />}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      rightSection={
        text && <CloseButton size="sm" aria-label="Highlight nothing" onClick={() => change('')} />
      }
    />
  )
}
