import { Alert, Button, Group, Modal, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiError, messageOf } from '../../api/client'
import { FileField } from '../../ui/FileField'
import { type Listener, useImport } from './listeningApi'
import { WhoseField } from './WhoseField'

interface FileDialogProps {
  listeners: readonly Listener[]
  opened: boolean
  onBegun: (jobId: string) => void
  onClose: () => void
}

/** Take in listening history from a file that a service gave out. */
export function FileDialog({ opened, ...form }: FileDialogProps) {
  return (
    <Modal opened={opened} onClose={form.onClose} title="Import listening history" centered>
      <FileForm {...form} />
    </Modal>
  )
}

function FileForm({ listeners, onBegun, onClose }: Omit<FileDialogProps, 'opened'>) {
  const [file, setFile] = useState<File | null>(null)
  const [listener, setListener] = useState('me')
  const importing = useImport((jobId) => {
    onBegun(jobId)
    onClose()
  })
  const field = importing.error instanceof ApiError ? importing.error.field : null
  const fault = importing.error ? messageOf(importing.error) : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (file) importing.mutate({ file, listener: listener.trim() })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <FileField
          label="File"
          hint="ListenBrainz: the archive from “Export data”. Last.fm: an export as CSV or JSON."
          accept=".json,.jsonl,.csv,.tsv,.txt,.zip,.gz"
          value={file}
          error={field === 'file' ? fault : undefined}
          onChange={(next) => {
            importing.reset()
            setFile(next)
          }}
        />
        <WhoseField
          listeners={listeners}
          value={listener}
          error={field === 'listener' ? fault : undefined}
          onChange={(name) => {
            importing.reset()
            setListener(name)
          }}
        />
        {fault && field !== 'file' && field !== 'listener' && <Alert color="red">{fault}</Alert>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={importing.isPending} disabled={!file || !listener.trim()}>
            Import
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
