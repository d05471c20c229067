import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiError, messageOf } from '../../api/client'
import { announce } from '../../ui/announce'
import { SecretField } from '../../ui/SecretField'
import { useDeed } from './collectionApi'
import { isKey } from './collectionWords'

interface PeerDialogProps {
  opened: boolean
  onClose: () => void
}

/** Add another Menura to exchange with. */
export function PeerDialog({ opened, onClose }: PeerDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add a Menura" centered>
      <PeerForm onClose={onClose} />
    </Modal>
  )
}

const EMPTY = { name: '', url: '', token: '', signer: '', ca_file: '' }
type Field = keyof typeof EMPTY

function PeerForm({ onClose }: { onClose: () => void }) {
  const [form, setForm] = useState(EMPTY)
  const adding = useDeed('addPeer')
  const change = (part: Partial<typeof EMPTY>) => {
    adding.reset()
    setForm({ ...form, ...part })
  }
  const field = adding.error instanceof ApiError ? adding.error.field : null
  const at = (name: Field) => (adding.error && field === name ? messageOf(adding.error) : undefined)
  const wrongKey = form.signer.trim() !== '' && !isKey(form.signer)
  const ready = form.name.trim() && form.url.trim() && form.token.trim() && !wrongKey
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!ready) return
    adding.mutate(
      {
        name: form.name.trim(),
        url: form.url.trim(),
        token: form.token.trim(),
        signer: form.signer.trim() || null,
        ca_file: form.ca_file.trim() || null,
      },
      {
        onSuccess: ({ name }) => {
          announce(`${name} is added`, 'Nothing was fetched or sent yet.')
          onClose()
        },
      },
    )
  }
  const text = (name: Field) => ({
    value: form[name],
    error: at(name),
    autoComplete: 'off',
    spellCheck: false,
    onChange: (event: { currentTarget: { value: string } }) =>
      change({ [name]: event.currentTarget.value }),
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput data-autofocus label="Name" maxLength={80} {...text('name')} />
        <TextInput
          label="Address"
          description="As it is opened in a browser."
          placeholder="https://menura.example.org"
          {...text('url')}
        />
        <SecretField
          label="Token"
          description="Made for you on the collection page there. It is kept sealed."
          value={form.token}
          error={at('token')}
          onChange={(event) => change({ token: event.currentTarget.value })}
        />
        <TextInput
          label="Its key, if you have it"
          description="As its collection page shows it. Otherwise you compare it at the first fetch."
          {...text('signer')}
          error={at('signer') ?? (wrongKey && 'A key has 64 digits, 0 to 9 and a to f.')}
        />
        <TextInput
          label="File of certificates to trust, if it needs one"
          placeholder="/etc/ssl/friend-ca.pem"
          {...text('ca_file')}
        />
        {adding.error && !(field && field in EMPTY) && (
          <Alert color="red">{messageOf(adding.error)}</Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={adding.isPending} disabled={!ready}>
            Add it
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
