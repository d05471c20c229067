import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { Check, Copy } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { faultsOf } from './formFaults'
import classes from './Settings.module.css'
import { useDeed } from './usersApi'

interface TokenDialogProps {
  opened: boolean
  onClose: () => void
}

/** Make a token; it is shown once. */
export function TokenDialog({ opened, onClose }: TokenDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Make a token" centered>
      <TokenForm onClose={onClose} />
    </Modal>
  )
}

function TokenForm({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const making = useDeed('addToken')
  const { at, rest } = faultsOf(making.error, ['name'])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) making.mutate(name.trim())
  }
  if (making.data) return <NewToken token={making.data.token} onClose={onClose} />
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        <TextInput
          data-autofocus
          label="What it is for"
          placeholder="Home automation"
          autoComplete="off"
          maxLength={80}
          value={name}
          error={at('name')}
          onChange={(event) => {
            making.reset()
            setName(event.currentTarget.value)
          }}
        />
        {rest && <Alert color="red">{rest}</Alert>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={making.isPending} disabled={!name.trim()}>
            Make it
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Show a token to be taken along; browsers let pages copy only over a safe connection. */
function NewToken({ token, onClose }: { token: string; onClose: () => void }) {
  const [copied, setCopied] = useState(false)
  const clipboard = globalThis.navigator.clipboard as Clipboard | undefined
  return (
    <Stack>
      <div className={classes.copy}>
        <TextInput
          data-autofocus
          autoFocus
          label="Token"
          value={token}
          readOnly
          styles={{ input: { fontFamily: 'ui-monospace, monospace', fontSize: 13 } }}
          onFocus={(event) => event.currentTarget.select()}
        />
        {clipboard && (
          <Button
            variant="default"
            leftSection={copied ? <Check size={15} /> : <Copy size={15} />}
            aria-label="Copy the token"
            onClick={() => void clipboard.writeText(token).then(() => setCopied(true))}
          >
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </div>
      <p className={classes.words} role="status">
        It is shown now and never again.{copied && ' It is copied.'}
      </p>
      <Group justify="flex-end">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  )
}
