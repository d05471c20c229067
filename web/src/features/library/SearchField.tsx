import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

import classes from './LibraryPage.module.css'

const PAUSE_MS = 180

interface SearchFieldProps {
  value: string
  onChange: (words: string) => void
}

/** Search as somebody types; the words go on when the typing pauses. */
export function SearchField({ value, onChange }: SearchFieldProps) {
  const [words, setWords] = useState(value)
  const told = useRef(value)
  const tell = useDebouncedCallback((next: string) => {
    told.current = next
    onChange(next)
  }, PAUSE_MS)

  // Another link may bring other words; what this field told itself must not undo typing.
  useEffect(() => {
    if (value === told.current) return
    told.current = value
    setWords(value)
  }, [value])

  const change = (next: string) => {
    setWords(next)
    tell(next.trim())
  }
  return (
    <TextInput
      className={classes.search}
      type="search"
      data-search
      aria-label="Search the library"
      placeholder="Search title, artist, album, genre…"
      leftSection={<Search size={16} aria-hidden="true" />}
      rightSection={
        words && <CloseButton size="sm" aria-label="Clear the search" onClick={() => change('')} />
      }
      value={words}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') change('')
      }}
    />
  )
}
