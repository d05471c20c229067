import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { RadioCards } from '../../ui/RadioCards'
import { SecretField } from '../../ui/SecretField'
import { faultsOf } from './formFaults'
import { LEAST_PASSWORD, type Role, useDeed } from './usersApi'
import { ROLES } from './userWords'

interface UserDialogProps {
  opened: boolean
  onClose: () => void
}

/** Let somebody in. */
export function UserDialog({ opened, onClose }: UserDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add a user" centered>
      <UserForm onClose={onClose} />
    </Modal>
  )
}

function UserForm({ onClose }: { onClose: () => void }) {
  const [form, setForm] = useState({ name: '', password: '', role: 'member' as Role })
  const adding = useDeed('addUser')
  const { at, rest } = faultsOf(adding.error, ['name', 'password'])
  const change = (part: Partial<typeof form>) => {
    adding.reset()
    setForm({ ...form, ...part })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    adding.mutate({ ...form, name: form.name.trim() }, { onSuccess: onClose })
  }
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        <TextInput
          data-autofocus
          label="Name"
          autoComplete="off"
          spellCheck={false}
          maxLength={80}
          value={form.name}
          error={at('name')}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <SecretField
          label="Password"
          description={`${LEAST_PASSWORD} characters or more. Tell it to them; they can change it.`}
          value={form.password}
          error={at('password')}
          onChange={(event) => change({ password: event.currentTarget.value })}
        />
        <RadioCards<Role>
          label="Role"
          value={form.role}
          options={ROLES}
          onChange={(role) => change({ role })}
        />
        {rest && <Alert color="red">{rest}</Alert>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={adding.isPending}
            disabled={!form.name.trim() || form.password.length < LEAST_PASSWORD}
          >
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
