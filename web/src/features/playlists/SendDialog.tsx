import { Alert, Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { messageOf, type PlaylistDetail } from '../../api/client'
import { sourcesQuery } from '../../api/queries'
import { useSendPlaylist } from './playlistActions'

interface SendDialogProps {
  playlist: PlaylistDetail
  opened: boolean
  onClose: () => void
}

/** Give a playlist to a source, so that its other players see it. */
export function SendDialog({ playlist, opened, onClose }: SendDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Send to a source" centered>
      <SendForm playlist={playlist} onClose={onClose} />
    </Modal>
  )
}

function SendForm({ playlist, onClose }: Omit<SendDialogProps, 'opened'>) {
  const { data: sources = [], error } = useQuery(sourcesQuery)
  const [chosen, setChosen] = useState('')
  const sending = useSendPlaylist(playlist, onClose)
  const sourceId = chosen || sources[0]?.id || ''
  const fault = error ?? sending.error
  const submit = (event: FormEvent) => {
    event.preventDefault()
    sending.mutate(sourceId)
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <NativeSelect
          data-autofocus
          label="Source"
          value={sourceId}
          data={sources.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => {
            sending.reset()
            setChosen(event.currentTarget.value)
          }}
        />
        <Text size="sm" c="dimmed">
          A folder gets an M3U8 file in a folder of Menura’s own. Sent before, it is replaced;
          tracks of other sources are left out.
        </Text>
        {fault && <Alert color="red">{messageOf(fault)}</Alert>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={sending.isPending} disabled={!sourceId}>
            Send
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
