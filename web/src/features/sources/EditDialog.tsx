import { Modal, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Source } from '../../api/client'
import { isServer, sourceQuery } from '../../api/sources'
import { ErrorState } from '../../ui/ErrorState'
import { NameDialog } from '../../ui/NameDialog'
import { ServerForm } from './ServerForm'
import { useEditSource } from './serverActions'

interface EditDialogProps {
  source: Source
  opened: boolean
  onClose: () => void
}

/** Change a source: of a folder its name, of a music server all that was settled about it. */
export function EditDialog({ source, opened, onClose }: EditDialogProps) {
  const editing = useEditSource(source, () => {})
  if (!isServer(source.kind)) {
    return (
      <NameDialog
        title={`Rename “${source.name}”`}
        value={source.name}
        opened={opened}
        onSave={(name) => editing.mutateAsync({ name })}
        onClose={onClose}
      />
    )
  }
  return (
    <Modal opened={opened} onClose={onClose} title={`Edit “${source.name}”`} size="xl" centered>
      <ServerEdit source={source} onClose={onClose} />
    </Modal>
  )
}

function ServerEdit({ source, onClose }: Omit<EditDialogProps, 'opened'>) {
  const { data, error, refetch } = useQuery(sourceQuery(source.id))
  if (data) return <ServerForm source={data} onClose={onClose} />
  if (error) {
    return (
      <ErrorState title="It cannot be edited now" error={error} onRetry={() => void refetch()} />
    )
  }
  return (
    <Stack role="status" aria-label="Loading the source">
      <Skeleton height={54} />
      <Skeleton height={54} />
    </Stack>
  )
}
