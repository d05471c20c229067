import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiError, messageOf } from '../../api/client'
import { RadioCards } from '../../ui/RadioCards'
import { SecretField } from '../../ui/SecretField'
import classes from './Listening.module.css'
import { type Listener, type Service, useImport } from './listeningApi'
import { WhoseField } from './WhoseField'

interface ServiceDialogProps {
  listeners: readonly Listener[]
  opened: boolean
  onBegun: (jobId: string) => void
  onClose: () => void
}

const SERVICES = {
  listenbrainz: {
    name: 'ListenBrainz',
    hint: 'Or a server of your own that speaks its language.',
    token: 'User token',
    about: 'On your settings page there. Needed only where listens are not public.',
    needed: false,
  },
  lastfm: {
    name: 'Last.fm',
    hint: 'Or Libre.fm, or another of its kind.',
    token: 'API key',
    about: 'Made on the page for developers there; it is sent with every question.',
    needed: true,
  },
} as const

/** Fetch listening history from a service. */
export function ServiceDialog({ opened, ...form }: ServiceDialogProps) {
  return (
    <Modal opened={opened} onClose={form.onClose} title="Import from a service" centered>
      <ServiceForm {...form} />
    </Modal>
  )
}

const FIELDS = ['username', 'token', 'url', 'listener']

function ServiceForm({ listeners, onBegun, onClose }: Omit<ServiceDialogProps, 'opened'>) {
  const [form, setForm] = useState({
    service: 'listenbrainz' as Service,
    username: '',
    token: '',
    url: '',
    listener: '',
  })
  const importing = useImport((jobId) => {
    onBegun(jobId)
    onClose()
  })
  const change = (part: Partial<typeof form>) => {
    importing.reset()
    setForm({ ...form, ...part })
  }
  const { error } = importing
  const field = error instanceof ApiError ? error.field : null
  const at = (name: string) => (field === name && error ? messageOf(error) : undefined)
  const service = SERVICES[form.service]
  const ready = form.username.trim() && (!service.needed || form.token.trim())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!ready) return
    importing.mutate({
      service: form.service,
      username: form.username.trim(),
      token: form.token.trim() || null,
      url: form.url.trim() || null,
      listener: form.listener.trim() || null,
    })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <RadioCards<Service>
          label="Service"
          value={form.service}
          options={(['listenbrainz', 'lastfm'] as const).map((value) => ({
            value,
            name: SERVICES[value].name,
            hint: SERVICES[value].hint,
          }))}
          onChange={(value) => change({ service: value })}
        />
        <TextInput
          data-autofocus
          label="User name"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={form.username}
          error={at('username')}
          onChange={(event) => change({ username: event.currentTarget.value })}
        />
        <SecretField
          label={service.token}
          description={`${service.about} Used once, and not kept.`}
          value={form.token}
          error={at('token')}
          onChange={(event) => change({ token: event.currentTarget.value })}
        />
        <WhoseField
          listeners={listeners}
          value={form.listener}
          placeholder={form.username || 'The user name'}
          error={at('listener')}
          onChange={(listener) => change({ listener })}
        />
        <details className={classes.more} open={at('url') ? true : undefined}>
          <summary>A service of one’s own</summary>
          <TextInput
            label="Address of the service"
            description="The public one if left empty."
            placeholder="https://listens.example.org"
            value={form.url}
            error={at('url')}
            onChange={(event) => change({ url: event.currentTarget.value })}
          />
        </details>
        <p className={classes.words}>
          Menura asks this service for your history. Nothing of your library is sent there.
        </p>
        {error && !FIELDS.includes(field ?? '') && <Alert color="red">{messageOf(error)}</Alert>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={importing.isPending} disabled={!ready}>
            Import
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
