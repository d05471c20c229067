import { Button } from '@mantine/core'
import { FolderPlus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Source } from '../../api/client'
import { lazyDialog } from '../../ui/lazyDialog'
import type { LibrarySearch } from './librarySearch'
import { SourceCard } from './SourceCard'
import classes from './SourcesStrip.module.css'

const AddFolderDialog = lazyDialog(
  async () => (await import('../../ui/AddFolderDialog')).AddFolderDialog,
)

const FirstNeighbours = lazy(async () => ({
  default: (await import('./FirstNeighbours')).FirstNeighbours,
}))

interface SourcesStripProps {
  sources: readonly Source[]
  search: LibrarySearch
  onChange: (part: LibrarySearch) => void
}

/** Show where the tracks come from, and let more come. */
export function SourcesStrip({ sources, search, onChange }: SourcesStripProps) {
  const [adding, setAdding] = useState(false)
  // Stays when the scan is over: whoever looks at it just then is not to lose it.
  const [begun, setBegun] = useState(false)
  if (!begun && isFirstScan(sources)) setBegun(true)
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
      {begun && (
        <Suspense fallback={null}>
          <FirstNeighbours />
        </Suspense>
      )}
      <AddFolderDialog opened={adding} onClose={() => setAdding(false)} />
    </>
  )
}

/** Tell whether nothing was scanned to the end before, and the first scan runs. */
function isFirstScan(sources: readonly Source[]): boolean {
  return (
    sources.some((source) => source.scan_job_id !== null) &&
    sources.every((source) => source.last_scan_at === null)
  )
}
