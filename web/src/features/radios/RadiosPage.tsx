import { Button, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { ErrorState } from '../../ui/ErrorState'
import { formatNumberOf } from '../../ui/format'
import { lazyDialog } from '../../ui/lazyDialog'
import { Page } from '../../ui/Page'
import { AnchorList } from './AnchorList'
import { RadioList } from './RadioList'
import classes from './Radios.module.css'
import { anchorsQuery, radiosQuery } from './radioApi'

const RadioDialog = lazyDialog(async () => (await import('./RadioDialog')).RadioDialog)

/** Keep radios, which play a saved sound anew again and again, and the anchors they are made of. */
export function RadiosPage() {
  const anchors = useQuery(anchorsQuery)
  const radios = useQuery(radiosQuery)
  const [anchorId, setAnchorId] = useState<string | null>(null)
  const error = anchors.error ?? radios.error
  const ready = anchors.data && radios.data
  return (
    <Page
      title="Radios"
      note={radios.data?.length ? formatNumberOf(radios.data.length, 'radio') : undefined}
      actions={
        anchors.data && anchors.data.length > 0 ? (
          <Button
            leftSection={<Plus size={16} />}
            onClick={() => setAnchorId(anchors.data[0]?.id ?? null)}
          >
            New radio…
          </Button>
        ) : undefined
      }
    >
      {ready ? (
        <>
          <section className={classes.part} aria-label="Radios">
            <RadioList radios={radios.data} anchors={anchors.data} />
          </section>
          <section className={classes.part} aria-label="Anchors">
            <h2 className={classes.partTitle}>Anchors</h2>
            <AnchorList anchors={anchors.data} radios={radios.data} onMakeRadio={setAnchorId} />
          </section>
        </>
      ) : error ? (
        <ErrorState
          title="The radios cannot be listed"
          error={error}
          onRetry={() => {
            void anchors.refetch()
            void radios.refetch()
          }}
        />
      ) : (
        <Stack gap={8} role="status" aria-label="Loading radios">
          <Skeleton height={66} />
          <Skeleton height={66} />
        </Stack>
      )}
      <RadioDialog
        anchors={anchors.data ?? []}
        anchorId={anchorId ?? undefined}
        opened={anchorId !== null}
        onClose={() => setAnchorId(null)}
      />
    </Page>
  )
}
