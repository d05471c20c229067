import { ActionIcon } from '@mantine/core'
import { Trash2 } from 'lucide-react'
import { type ClusterRun, useRemoveRun } from './clusterApi'
import { titleOfRun } from './runWords'

interface RemoveRunProps {
  run: ClusterRun
  onHidden?: () => void
  size?: number
}

/** Delete a version; a pinned one stays. */
export function RemoveRun({ run, onHidden = () => {}, size }: RemoveRunProps) {
  const remove = useRemoveRun(run, onHidden)
  return (
    <ActionIcon
      variant={size ? 'default' : 'subtle'}
      color="gray"
      size={size}
      aria-label={`Delete ${titleOfRun(run)}`}
      title={run.pinned ? 'Unpin it to delete it' : 'Delete'}
      disabled={run.pinned}
      onClick={remove}
    >
      <Trash2 size={16} />
    </ActionIcon>
  )
}
