import { X } from 'lucide-react'
import type { Source } from '../../api/client'
import classes from './LibraryPage.module.css'
import type { LibrarySearch } from './librarySearch'

const STATE_WORDS = {
  found: 'Not heard yet',
  analysed: 'Heard',
  failed: 'Failed',
  missing: 'Missing',
} as const

interface FilterChipsProps {
  search: LibrarySearch
  sources: readonly Source[]
  onChange: (part: LibrarySearch) => void
}

/** Show what narrows the list beside the search, each with a way out. */
export function FilterChips({ search, sources, onChange }: FilterChipsProps) {
  const source = sources.find((one) => one.id === search.source)
  return (
    <>
      {search.source && (
        <Chip
          words={`In ${source?.name ?? 'a source that is gone'}`}
          onRemove={() => onChange({ source: undefined })}
        />
      )}
      {search.state && (
        <Chip
          words={`${STATE_WORDS[search.state]} only`}
          onRemove={() => onChange({ state: undefined })}
        />
      )}
    </>
  )
}

function Chip({ words, onRemove }: { words: string; onRemove: () => void }) {
  return (
    <button type="button" className={classes.chip} onClick={onRemove}>
      {words}
      <X size={15} aria-hidden="true" />
      <span className="visually-hidden">, show all</span>
    </button>
  )
}
