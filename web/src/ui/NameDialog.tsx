import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { messageOf } from '../api/client'

interface NameDialogProps {
  title: string
  value: string
  /** What the button says. */
  action?: string
  opened: boolean
  onSave: (name: string) => Promise<unknown>
  onClose: () => void
}

/** Give something a name. */
export function NameDialog({ title, opened, ...form }: NameDialogProps) {
  return (
    <Modal opened={opened} onClose={form.onClose} title={title} centered>
      <NameForm {...form} />
    </Modal>
  )
}

type NameFormProps = Omit<NameDialogProps, 'opened' | 'title'>

function NameForm({ value, action = 'Rename', onSave, onClose }: NameFormProps) {
  const [name, setName] = useState(value)
  const saving = useMutation({ mutationFn: onSave, onSuccess: onClose })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate(name.trim())
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          data-autofocus
          label="Name"
          value={name}
          maxLength={200}
          error={saving.error && messageOf(saving.error)}
          onChange={(event) => {
            saving.reset()
            setName(event.currentTarget.value)
          }}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={saving.isPending} disabled={!name.trim()}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
