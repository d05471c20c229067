import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { messageOf, type PlaylistDetail } from '../../api/client'
import { useRenamePlaylist } from './playlistActions'

interface RenameDialogProps {
  playlist: PlaylistDetail
  opened: boolean
  onClose: () => void
}

export function RenameDialog({ playlist, opened, onClose }: RenameDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Rename the playlist" centered>
      <RenameForm playlist={playlist} onClose={onClose} />
    </Modal>
  )
}

function RenameForm({ playlist, onClose }: Omit<RenameDialogProps, 'opened'>) {
  const [name, setName] = useState(playlist.name)
  const renaming = useRenamePlaylist(playlist, onClose)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    renaming.mutate(name.trim())
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          data-autofocus
          label="Name"
          value={name}
          maxLength={200}
          error={renaming.error && messageOf(renaming.error)}
          onChange={(event) => {
            renaming.reset()
            setName(event.currentTarget.value)
          }}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={renaming.isPending} disabled={!name.trim()}>
            Rename
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
