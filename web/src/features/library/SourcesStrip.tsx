import { Button } from '@mantine/core'
import { FolderPlus } from 'lucide-react'
import { useState } from 'react'
import type { Source } from '../../api/client'
import { lazyDialog } from '../../ui/lazyDialog'
import type { LibrarySearch } from './librarySearch'
import { SourceCard } from './SourceCard'
import classes from './SourcesStrip.module.css'

const AddFolderDialog = lazyDialog(
  async () => (await import('../../ui/AddFolderDialog')).AddFolderDialog,
)

interface SourcesStripProps {
  sources: readonly Source[]
  search: LibrarySearch
  onChange: (part: LibrarySearch) => void
}

/** Show where the tracks come from, and let more come. */
export function SourcesStrip({ sources, search, onChange }: SourcesStripProps) {
  const [adding, setAdding] = useState(false)
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it */}
      <ul className={classes.strip} aria-label="Sources" tabIndex={0}>
        {sources.map((source) => (
          <SourceCard
            key={source.id}
            source={source}
            chosen={search.source === source.id}
            onChange={onChange}
          />
        ))}
        <li className={classes.add}>
          <Button
            variant="default"
            className={classes.addButton}
            leftSection={<FolderPlus size={17} />}
            onClick={() => setAdding(true)}
          >
            Add folder
          </Button>
        </li>
      </ul>
      <AddFolderDialog opened={adding} onClose={() => setAdding(false)} />
    </>
  )
}
