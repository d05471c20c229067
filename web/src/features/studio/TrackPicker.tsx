import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '../../api/client'
import { trackSearchQuery } from '../../api/queries'
import classes from './ReferenceField.module.css'

const PAUSE_MS = 180

/** Find a track of the library by a few words of its name. */
export function TrackPicker({ onChoose }: { onChoose: (trackId: string) => void }) {
  const [words, setWords] = useState('')
  const [asked] = useDebouncedValue(words.trim(), PAUSE_MS)
  const { data: tracks, error } = useQuery(trackSearchQuery(asked))
  return (
    <div className={classes.picker}>
      <TextInput
        data-autofocus
        type="search"
        aria-label="Find a track of the library"
        placeholder="Title, artist, album, genre…"
        leftSection={<Search size={16} aria-hidden="true" />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.preventDefault() // it would make the track
        }}
      />
      <ul className={classes.tracks} aria-label="Tracks">
        {tracks?.map((track) => (
          <li key={track.id}>
            <button type="button" className={classes.track} onClick={() => onChoose(track.id)}>
              {track.title}
              <span className={classes.facts}>{track.artist || 'Unknown artist'}</span>
            </button>
          </li>
        ))}
      </ul>
      <p className={classes.facts} role="status">
        {error && messageOf(error)}
        {tracks?.length === 0 && 'No track of the library is called so.'}
      </p>
    </div>
  )
}
