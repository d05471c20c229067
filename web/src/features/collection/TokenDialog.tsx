import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { messageOf } from '../../api/client'
import classes from './Collection.module.css'
import { CopyField } from './CopyField'
import { useDeed } from './collectionApi'
import { isKey } from './collectionWords'

interface TokenDialogProps {
  opened: boolean
  onClose: () => void
}

/** Make a token for another Menura; it is shown once. */
export function TokenDialog({ opened, onClose }: TokenDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Make a token" centered>
      <TokenForm onClose={onClose} />
    </Modal>
  )
}

function TokenForm({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [signer, setSigner] = useState('')
  const making = useDeed('makeToken')
  const wrongKey = signer.trim() !== '' && !isKey(signer)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() && !wrongKey) {
      making.mutate({ name: name.trim(), signer: signer.trim() || null })
    }
  }
  if (making.data) {
    return (
      <Stack>
        <CopyField label="Token" value={making.data.token} />
        <p className={classes.words} role="status">
          It is shown now and never again. Give it to who runs {making.data.name}, by a way that
          others do not read.
        </p>
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    )
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          data-autofocus
          label="Whom it is for"
          maxLength={80}
          value={name}
          onChange={(event) => {
            making.reset()
            setName(event.currentTarget.value)
          }}
        />
        <TextInput
          label="Their key, if they may also send"
          description="As their collection page shows it. Left empty, the token is for fetching alone."
          spellCheck={false}
          value={signer}
          error={wrongKey && 'A key has 64 digits, 0 to 9 and a to f.'}
          onChange={(event) => {
            making.reset()
            setSigner(event.currentTarget.value)
          }}
        />
        {making.error && <Alert color="red">{messageOf(making.error)}</Alert>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={making.isPending} disabled={!name.trim() || wrongKey}>
            Make it
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
