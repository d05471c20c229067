import { Alert, Button, Group, Popover, Stack, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Cable, Unplug } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { ApiError, messageOf } from '../../api/client'
import { announceError } from '../../ui/announce'
import { formatAge, formatTempo } from '../../ui/format'
import classes from './ContextBar.module.css'
import {
  type Context,
  type Daw,
  type DawIn,
  dawQuery,
  followDaw,
  leaveDaw,
  sampleKeys,
} from './samplesApi'
import { projectName } from './wishes'

interface FollowLiveProps {
  session: string
  context: Context
}

/** Take tempo and key from Ableton Live, and tell whether it still speaks. */
export function FollowLive({ session, context }: FollowLiveProps) {
  const { data: daw } = useQuery(dawQuery)
  const { words, tone } = stateOf(daw, session, context)
  const Icon = tone === 'warn' ? Unplug : Cable
  return (
    <Popover position="bottom-end" width={330} shadow="md" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant={tone === 'quiet' ? 'subtle' : 'default'}
          color="gray"
          size="xs"
          className={classes.live}
          data-tone={tone}
          leftSection={<Icon size={15} aria-hidden="true" />}
        >
          {words}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Ableton Live">
        <LiveForm key={String(daw?.is_followed)} session={session} daw={daw} />
      </Popover.Dropdown>
    </Popover>
  )
}

function stateOf(daw: Daw | undefined, session: string, { origin, is_stale }: Context) {
  if (daw?.is_followed && daw.session && daw.session !== session) {
    return { words: 'Ableton Live: other project', tone: 'quiet' } as const
  }
  if (daw?.is_followed && daw.is_connected && !is_stale) {
    return { words: 'From Ableton Live', tone: 'good' } as const
  }
  if (daw?.is_followed) return { words: 'Ableton Live is silent', tone: 'warn' } as const
  if (origin === 'ableton' && is_stale) {
    return { words: 'From Ableton Live, stale', tone: 'warn' } as const
  }
  return { words: 'Follow Ableton Live', tone: 'quiet' } as const
}

function LiveForm({ session, daw }: { session: string; daw: Daw | undefined }) {
  const client = useQueryClient()
  const [host, setHost] = useState(daw?.host ?? '127.0.0.1')
  const [sendPort, setSendPort] = useState(String(daw?.send_port ?? 11000))
  const [receivePort, setReceivePort] = useState(String(daw?.receive_port ?? 11001))
  const onSettled = () => client.invalidateQueries({ queryKey: sampleKeys.daw })
  const follow = useMutation({ mutationFn: (body: DawIn) => followDaw(session, body), onSettled })
  const leave = useMutation({
    mutationFn: leaveDaw,
    onSettled,
    onError: (error) => announceError('Ableton Live is still followed', error),
  })
  const faultAt = (field: string) =>
    follow.error instanceof ApiError && follow.error.field?.endsWith(field)
      ? messageOf(follow.error)
      : undefined
  const isPlaced = ['host', 'send_port', 'receive_port'].some(faultAt)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    follow.mutate({
      kind: 'ableton',
      host: host.trim(),
      send_port: Number(sendPort),
      receive_port: Number(receivePort),
    })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <p className={classes.quiet} role="status">
          {daw?.is_followed && daw.session && daw.session !== session
            ? `“${projectName(daw.session)}” follows it; one project can at a time.`
            : heardInWords(daw)}
        </p>
        <TextInput
          size="xs"
          label="Where Live runs"
          value={host}
          error={faultAt('host')}
          onChange={(event) => setHost(event.currentTarget.value)}
        />
        <Group grow gap="sm" align="start">
          <TextInput
            size="xs"
            label="Port to ask at"
            inputMode="numeric"
            value={sendPort}
            error={faultAt('send_port')}
            onChange={(event) => setSendPort(event.currentTarget.value)}
          />
          <TextInput
            size="xs"
            label="Port to listen at"
            inputMode="numeric"
            value={receivePort}
            error={faultAt('receive_port')}
            onChange={(event) => setReceivePort(event.currentTarget.value)}
          />
        </Group>
        {daw?.trouble && <Alert color="yellow">{daw.trouble}</Alert>}
        {follow.error && !isPlaced && <Alert color="red">{messageOf(follow.error)}</Alert>}
        <Group justify="flex-end" gap="sm">
          {daw?.is_followed && (
            <Button
              size="xs"
              variant="default"
              loading={leave.isPending}
              onClick={() => leave.mutate()}
            >
              Stop following
            </Button>
          )}
          <Button size="xs" type="submit" loading={follow.isPending}>
            {daw?.is_followed && daw.session === session ? 'Follow there' : 'Follow'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function heardInWords(daw: Daw | undefined): string {
  if (!daw?.is_followed) {
    return 'Tempo and key come from the Live set as they change. Live needs the free AbletonOSC script, switched on as a control surface.'
  }
  if (!daw.heard_at) return 'Listening; nothing was heard yet. Is AbletonOSC switched on in Live?'
  const facts = [
    daw.bpm != null && `${formatTempo(daw.bpm)} BPM`,
    daw.key && `${daw.key} ${daw.scale ?? ''}`.trim(),
  ]
  const state = daw.is_connected ? 'Heard' : 'Silent since'
  return `${state} ${formatAge(daw.heard_at)}: ${facts.filter(Boolean).join(', ') || 'no tempo yet'}.`
}
