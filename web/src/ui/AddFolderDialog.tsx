import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { pathProblem, useAddFolder } from './addFolder'
import { FolderBrowser } from './FolderBrowser'

interface AddFolderDialogProps {
  opened: boolean
  startPath?: string
  onClose: () => void
}

/** Choose a folder by walking to it, or by its path. */
export function AddFolderDialog({ opened, startPath, onClose }: AddFolderDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add a folder of music" size="lg" centered>
      <AddFolderForm startPath={startPath ?? ''} onClose={onClose} />
    </Modal>
  )
}

function AddFolderForm({ startPath, onClose }: { startPath: string; onClose: () => void }) {
  const [path, setPath] = useState(startPath)
  const [opened, setOpened] = useState<string | null>(startPath || null)
  const adding = useAddFolder(onClose)
  const choose = (next: string) => {
    adding.reset()
    setPath(next)
    setOpened(next)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    adding.mutate(path.trim())
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          data-autofocus
          label="Folder"
          description="On the machine that Menura runs on. The files stay where and as they are."
          placeholder="/home/you/Music"
          value={path}
          error={pathProblem(adding.error)}
          onChange={(event) => {
            adding.reset()
            setPath(event.currentTarget.value)
          }}
          onBlur={() => path.trim() && setOpened(path.trim())}
        />
        <FolderBrowser path={opened} onOpen={choose} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={adding.isPending} disabled={!path.trim()}>
            Add and scan
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
