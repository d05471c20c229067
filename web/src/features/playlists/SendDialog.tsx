import { Alert, Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { messageOf, type PlaylistDetail, type Source } from '../../api/client'
import { sourcesQuery } from '../../api/queries'
import { isServer } from '../../api/sources'
import { announce } from '../../ui/announce'
import { formatNumberOf } from '../../ui/format'
import { useSend } from '../../ui/sentActions'
import { sentWords, targetsOf } from './sendTargets'

interface SendDialogProps {
  playlist: PlaylistDetail
  opened: boolean
  /** Told the job that gives it to a music server; null when it is done already. */
  onSent: (jobId: string | null) => void
  onClose: () => void
}

/** Give a playlist to a source, so that its other players see it. */
export function SendDialog({ opened, ...form }: SendDialogProps) {
  return (
    <Modal opened={opened} onClose={form.onClose} title="Send to a source" centered>
      <SendForm {...form} />
    </Modal>
  )
}

function SendForm({ playlist, onSent, onClose }: Omit<SendDialogProps, 'opened'>) {
  const { data: all = [], error } = useQuery(sourcesQuery)
  const sources = targetsOf(all)
  const [chosen, setChosen] = useState('')
  const sending = useSend(playlist.id)
  const source = sources.find(({ id }) => id === chosen) ?? sources[0]
  const fault = error ?? sending.error
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!source) return
    sending.mutate(source.id, {
      onSuccess: (sent) => {
        const { title, message } = sentWords(sent, source.name)
        announce(title, message)
        onSent(sent.job_id ?? null)
        onClose()
      },
    })
  }
  if (!source && !fault) {
    return (
      <Stack>
        <Text size="sm">There is no folder or music server to send it to.</Text>
        <Group justify="flex-end">
          <Button component={Link} to="/sources">
            Go to the sources
          </Button>
        </Group>
      </Stack>
    )
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <NativeSelect
          data-autofocus
          label="Source"
          value={source?.id ?? ''}
          data={sources.map(({ id, name, location }) => ({
            value: id,
            label: `${name} (${location})`,
          }))}
          onChange={(event) => {
            sending.reset()
            setChosen(event.currentTarget.value)
          }}
        />
        {source && (
          <Text size="sm" c="dimmed">
            {hintOf(source)}
          </Text>
        )}
        {fault && <Alert color="red">{messageOf(fault)}</Alert>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={sending.isPending} disabled={!source}>
            Send {formatNumberOf(playlist.items.length, 'track')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function hintOf(source: Source): string {
  return isServer(source.kind)
    ? 'The server gets a playlist of this name. Sent before, that one is replaced; no other playlist there is touched. Tracks that the server does not have are left out.'
    : 'The folder gets an M3U8 file in a folder of Menura’s own. Sent before, it is replaced; tracks of other sources are left out.'
}
