import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { FileX } from 'lucide-react'
import { useState } from 'react'
import { missingQuery } from '../../api/sources'
import { lazyDialog } from '../../ui/lazyDialog'
import { missingInWords } from './missingWords'
import classes from './Sources.module.css'

const MissingDialog = lazyDialog(async () => (await import('./MissingDialog')).MissingDialog)

/** Say that tracks are gone from their sources; nothing when all are there. */
export function MissingNotice() {
  const { data: missing } = useQuery(missingQuery)
  const [opened, setOpened] = useState(false)
  if (!missing || missing.total === 0) return null
  return (
    <section className={classes.notice} aria-label="Missing tracks">
      <FileX size={17} aria-hidden="true" />
      <p>{missingInWords(missing)} What was heard in them is kept, in case they come back.</p>
      <Button variant="default" size="xs" onClick={() => setOpened(true)}>
        Look at them…
      </Button>
      <MissingDialog missing={missing} opened={opened} onClose={() => setOpened(false)} />
    </section>
  )
}
