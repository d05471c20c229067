import { Alert, Button, Group, Modal, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { announce } from '../../ui/announce'
import { SecretField } from '../../ui/SecretField'
import { faultsOf } from './formFaults'
import { LEAST_PASSWORD, type User, useDeed } from './usersApi'

interface PasswordDialogProps {
  user: User
  opened: boolean
  onClose: () => void
}

/** Give somebody another password. */
export function PasswordDialog({ user, opened, onClose }: PasswordDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Another password for ${user.name}`} centered>
      <PasswordForm user={user} onClose={onClose} />
    </Modal>
  )
}

function PasswordForm({ user, onClose }: Omit<PasswordDialogProps, 'opened'>) {
  const [password, setPassword] = useState('')
  const changing = useDeed('changeUser')
  const { at, rest } = faultsOf(changing.error, ['password'])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    changing.mutate(
      { id: user.id, password },
      {
        onSuccess: () => {
          announce(`${user.name} has another password`, 'Where they were signed in, they are not.')
          onClose()
        },
      },
    )
  }
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        <SecretField
          data-autofocus
          label="New password"
          description={`${LEAST_PASSWORD} characters or more. They are signed out everywhere.`}
          value={password}
          error={at('password')}
          onChange={(event) => {
            changing.reset()
            setPassword(event.currentTarget.value)
          }}
        />
        {rest && <Alert color="red">{rest}</Alert>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={changing.isPending}
            disabled={password.length < LEAST_PASSWORD}
          >
            Change it
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
