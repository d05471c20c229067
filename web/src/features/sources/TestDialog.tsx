import { Alert, Button, Group, Modal, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { messageOf, type Source } from '../../api/client'
import { ServerFound } from './ServerFound'
import { tryServer } from './serverActions'

interface TestDialogProps {
  source: Source
  opened: boolean
  onEdit: () => void
  onClose: () => void
}

/** Speak with a server as it is kept, and tell what it says. */
export function TestDialog({ source, opened, onEdit, onClose }: TestDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Test “${source.name}”`} size="lg" centered>
      <Trial source={source} onEdit={onEdit} onClose={onClose} />
    </Modal>
  )
}

function Trial({ source, onEdit, onClose }: Omit<TestDialogProps, 'opened'>) {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['server-test', source.id],
    queryFn: () => tryServer({ sourceId: source.id }),
    gcTime: 0,
    staleTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  })
  return (
    <Stack>
      <div role="status">
        {isFetching ? (
          <Skeleton height={120} aria-label={`Asking ${source.location}`} />
        ) : data ? (
          <ServerFound answer={data} />
        ) : null}
      </div>
      {!isFetching && error && <Alert color="red">{messageOf(error)}</Alert>}
      <Group justify="flex-end">
        <Button variant="default" onClick={onEdit}>
          Edit…
        </Button>
        <Button variant="default" disabled={isFetching} onClick={() => void refetch()}>
          Test again
        </Button>
        <Button onClick={onClose}>Close</Button>
      </Group>
    </Stack>
  )
}
