import { ActionIcon } from '@mantine/core'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { lazyDialog } from '../../ui/lazyDialog'
import { type ClusterRun, useRemoveRun } from './clusterApi'
import { titleOfRun } from './runWords'

const ConfirmDialog = lazyDialog(async () => (await import('../../ui/ConfirmDialog')).ConfirmDialog)

interface RemoveRunProps {
  run: ClusterRun
  onRemoved: () => void | Promise<void>
  size?: number
}

/** Delete a version, when it is said twice; a pinned one stays. */
export function RemoveRun({ run, onRemoved, size }: RemoveRunProps) {
  const [asking, setAsking] = useState(false)
  const remove = useRemoveRun(run, async () => {
    setAsking(false)
    await onRemoved()
  })
  return (
    <>
      <ActionIcon
        variant={size ? 'default' : 'subtle'}
        color="gray"
        size={size}
        aria-label={`Delete ${titleOfRun(run)}`}
        title={run.pinned ? 'Unpin it to delete it' : 'Delete'}
        disabled={run.pinned}
        onClick={() => setAsking(true)}
      >
        <Trash2 size={16} />
      </ActionIcon>
      <ConfirmDialog
        opened={asking}
        title={`Delete “${titleOfRun(run)}”?`}
        action="Delete the version"
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        Its grouping is lost. Playlists that were saved of it stay.
      </ConfirmDialog>
    </>
  )
}
