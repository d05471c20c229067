import { Alert, Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiError, messageOf } from '../../api/client'
import { useAddModel } from './modelActions'
import { type ModelRole, ROLES } from './modelWords'

const BY_ITSELF = ''

interface AddModelDialogProps {
  opened: boolean
  onClose: () => void
}

/** Take in a model that lies somewhere on the server. */
export function AddModelDialog({ opened, onClose }: AddModelDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add a model" centered>
      <AddModelForm onClose={onClose} />
    </Modal>
  )
}

function AddModelForm({ onClose }: { onClose: () => void }) {
  const [path, setPath] = useState('')
  const [role, setRole] = useState<string>(BY_ITSELF)
  const adding = useAddModel(onClose)
  const taken = adding.error instanceof ApiError && adding.error.code === 'model_taken'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const chosen = role === BY_ITSELF ? null : (role as ModelRole)
    adding.mutate({ path: path.trim(), role: chosen, replace: taken })
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          data-autofocus
          label="File or folder"
          description="On the machine that Menura runs on. An ONNX file, a tokenizer, or a folder of them; it is copied."
          placeholder="/home/you/Downloads/msd-musicnn-1.onnx"
          value={path}
          error={adding.error && !taken && messageOf(adding.error)}
          onChange={(event) => {
            adding.reset()
            setPath(event.currentTarget.value)
          }}
        />
        <NativeSelect
          label="What it is for"
          description="Menura tells from the file. Choose only where it asks you to."
          value={role}
          data={[
            { value: BY_ITSELF, label: 'Let Menura tell' },
            ...Object.entries(ROLES).map(([value, label]) => ({ value, label })),
          ]}
          onChange={(event) => {
            adding.reset()
            setRole(event.currentTarget.value)
          }}
        />
        {taken && <Alert color="yellow">{messageOf(adding.error)}</Alert>}
        {adding.isPending && (
          <p role="status" style={{ margin: 0, fontSize: 13 }}>
            Reading and trying the file. A large one takes a while.
          </p>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={adding.isPending} disabled={!path.trim()}>
            {taken ? 'Replace it' : 'Add'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
