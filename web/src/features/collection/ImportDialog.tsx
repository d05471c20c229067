import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiError, messageOf } from '../../api/client'
import { CheckLine } from '../../ui/CheckLine'
import { FileField } from '../../ui/FileField'
import classes from './Collection.module.css'
import { type Incoming, useDeed } from './collectionApi'
import { isKey } from './collectionWords'

interface ImportDialogProps {
  opened: boolean
  onBegun: (jobId: string, sent: Incoming) => void
  onClose: () => void
}

/** Take in an archive that another Menura has made. */
export function ImportDialog({ opened, ...form }: ImportDialogProps) {
  return (
    <Modal opened={opened} onClose={form.onClose} title="Take in an archive" centered>
      <ImportForm {...form} />
    </Modal>
  )
}

function ImportForm({ onBegun, onClose }: Omit<ImportDialogProps, 'opened'>) {
  const [file, setFile] = useState<File | null>(null)
  const [key, setKey] = useState('')
  const [keepOffers, setKeepOffers] = useState(true)
  const taking = useDeed('takeIn')
  const aboutKey = taking.error instanceof ApiError && taking.error.field === 'trust'
  const wrongKey = key.trim() !== '' && !isKey(key)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!file || wrongKey) return
    const sent = { file, keepOffers, trust: key.trim() || undefined }
    taking.mutate(sent, {
      onSuccess: (job) => {
        onBegun(job.job_id, sent)
        onClose()
      },
    })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <FileField
          label="Archive"
          hint="A file that ends in .menura-collection"
          accept=".menura-collection"
          value={file}
          onChange={(next) => {
            taking.reset()
            setFile(next)
          }}
        />
        <CheckLine
          name="Keep what is of music that is not here"
          hint="When such a track comes to the library, it is known at once."
          checked={keepOffers}
          onToggle={() => setKeepOffers(!keepOffers)}
        />
        <TextInput
          label="Key of who made it, if you have it"
          description="Otherwise Menura shows the key when it has read the file, and takes in nothing until you have compared it."
          value={key}
          spellCheck={false}
          error={
            (aboutKey && taking.error && messageOf(taking.error)) ||
            (wrongKey && 'A key has 64 digits, 0 to 9 and a to f.')
          }
          onChange={(event) => {
            taking.reset()
            setKey(event.currentTarget.value)
          }}
        />
        <p className={classes.words}>
          Every number in it is checked before anything is used, and your own measurements are never
          replaced.
        </p>
        {taking.error && !aboutKey && <Alert color="red">{messageOf(taking.error)}</Alert>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={taking.isPending} disabled={!file || wrongKey}>
            Take it in
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
