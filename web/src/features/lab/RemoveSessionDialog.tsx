import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { useRemoveSession } from './labActions'
import { titleOf } from './labWords'

interface RemoveSessionDialogProps {
  session: { id: string; name: string | null; brief: string }
  opened: boolean
  onClose: () => void
  onRemoved: () => void | Promise<void>
}

/** Ask before a session goes with all its clips. */
export function RemoveSessionDialog({
  session,
  opened,
  onClose,
  onRemoved,
}: RemoveSessionDialogProps) {
  const remove = useRemoveSession(session.id, onRemoved)
  return (
    <ConfirmDialog
      opened={opened}
      title="Delete this session?"
      action="Delete it"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      “{titleOf(session)}” goes with all its batches and clips, favourites and pinned ones too. The
      clips leave the library as well.
    </ConfirmDialog>
  )
}
