import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { messageOf, type Track } from '../api/client'
import { trackSearchQuery } from '../api/queries'
import classes from './TrackPicker.module.css'

const PAUSE_MS = 180

interface TrackPickerProps {
  label: string
  placeholder: string
  /** Whether the label stands over the field, or is for screen readers only. */
  labelShown?: boolean
  onChoose: (track: Track) => void
}

/** Find a track of the library by a few words of its name (the combobox pattern of WAI-ARIA). */
export function TrackPicker({ label, placeholder, labelShown, onChoose }: TrackPickerProps) {
  const [words, setWords] = useState('')
  const [opened, setOpened] = useState(false)
  const [active, setActive] = useState(0)
  const [asked] = useDebouncedValue(words.trim(), PAUSE_MS)
  const { data, error, isFetching } = useQuery({
    ...trackSearchQuery(asked),
    enabled: asked !== '',
  })
  const listId = useId()
  const tracks = asked === '' ? [] : (data ?? [])
  const shown =
    opened && words.trim() !== '' && (tracks.length > 0 || error !== null || !isFetching)
  const place = Math.min(active, tracks.length - 1)

  const choose = (track: Track | undefined) => {
    if (!track) return
    setWords('')
    setOpened(false)
    onChoose(track)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (by !== undefined && tracks.length > 0) {
      setOpened(true)
      setActive((place + by + tracks.length) % tracks.length)
    } else if (event.key === 'Enter' && shown) choose(tracks[place])
    else if (event.key === 'Escape' && words) {
      setOpened(false)
      setWords('')
    } else return
    event.preventDefault()
  }
  return (
    <div className={classes.picker}>
      <TextInput
        role="combobox"
        label={labelShown ? label : undefined}
        aria-label={labelShown ? undefined : label}
        aria-expanded={shown}
        aria-controls={shown ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={shown && tracks.length > 0 ? `${listId}-${place}` : undefined}
        placeholder={placeholder}
        leftSection={<Search size={16} aria-hidden="true" />}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value)
          setActive(0)
          setOpened(true)
        }}
        onFocus={() => setOpened(true)}
        onBlur={() => setOpened(false)}
        onKeyDown={onKeyDown}
      />
      {shown && (
        <div className={classes.drop}>
          {tracks.length > 0 && (
            <div id={listId} role="listbox" aria-label={label} className={classes.list}>
              {tracks.map((track, index) => (
                <div
                  key={track.id}
                  id={`${listId}-${index}`}
                  role="option"
                  aria-selected={index === place}
                  className={classes.option}
                  onPointerEnter={() => setActive(index)}
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => choose(track)}
                >
                  {track.title}
                  <span>{track.artist || 'Unknown artist'}</span>
                </div>
              ))}
            </div>
          )}
          <p role="status" className={classes.note}>
            {error
              ? messageOf(error)
              : tracks.length === 0 && 'No track of the library is called so.'}
          </p>
        </div>
      )}
    </div>
  )
}
