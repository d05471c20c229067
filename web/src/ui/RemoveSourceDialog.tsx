import { ApiError, type Source } from '../api/client'
import { isServer } from '../api/sources'
import { ConfirmDialog } from './ConfirmDialog'
import { formatNumberOf } from './format'
import { useRemoveSource } from './sourceActions'

interface RemoveSourceDialogProps {
  source: Source
  opened: boolean
  onClose: () => void
}

/** Ask before a source is forgotten, and once more when playlists hold its tracks. */
export function RemoveSourceDialog({ source, opened, onClose }: RemoveSourceDialogProps) {
  const removing = useRemoveSource(source, onClose)
  const inUse = removing.error instanceof ApiError && removing.error.code === 'source_in_use'
  return (
    <ConfirmDialog
      opened={opened}
      title={`Remove “${source.name}”?`}
      action={inUse ? 'Remove it from playlists too' : 'Remove the source'}
      pending={removing.isPending}
      error={removing.error}
      onConfirm={() => removing.mutate(inUse)}
      onClose={() => {
        removing.reset()
        onClose()
      }}
    >
      Menura forgets {formatNumberOf(source.counts.total, 'track')} and what it heard in them.{' '}
      {isServer(source.kind)
        ? `Nothing changes on ${source.location}: its music stays, and so do the playlists that were sent there.`
        : `The files in ${source.location} stay as they are.`}
    </ConfirmDialog>
  )
}
