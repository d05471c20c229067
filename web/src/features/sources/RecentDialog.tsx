import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Source } from '../../api/client'
import { useScanSource } from '../../ui/sourceActions'

interface RecentDialogProps {
  source: Source
  opened: boolean
  onClose: () => void
}

const USUAL_ALBUMS = '50'
const MOST_ALBUMS = 10_000

/** Scan no more than the newest albums of a server. */
export function RecentDialog({ source, opened, onClose }: RecentDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Scan the newest albums" centered>
      <RecentForm source={source} onClose={onClose} />
    </Modal>
  )
}

function RecentForm({ source, onClose }: Omit<RecentDialogProps, 'opened'>) {
  const [text, setText] = useState(USUAL_ALBUMS)
  const scan = useScanSource(source)
  const count = Number(text)
  const right = Number.isInteger(count) && count >= 1 && count <= MOST_ALBUMS
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (right) scan.mutate({ recentAlbums: count }, { onSuccess: onClose })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          data-autofocus
          label="How many albums"
          description={`The last ones that were added to ${source.name}. What else is there stays as it is, and nothing is taken for missing.`}
          inputMode="numeric"
          value={text}
          error={!right && text && `Give a number from 1 to ${MOST_ALBUMS}.`}
          onChange={(event) => setText(event.currentTarget.value.trim())}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={scan.isPending} disabled={!right}>
            Scan
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
