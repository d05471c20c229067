import { Alert, Anchor, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { messageOf, type Schemas } from '../../api/client'
import { saveAnchor } from '../../api/discover'
import { keys } from '../../api/queries'
import { announce } from '../../ui/announce'

interface SaveAnchorDialogProps {
  body: Omit<Schemas['AnchorIn'], 'name'>
  opened: boolean
  onClose: () => void
}

/** Keep a mixture under a name, to begin other searches with and to play as a radio. */
export function SaveAnchorDialog({ opened, ...form }: SaveAnchorDialogProps) {
  return (
    <Modal opened={opened} onClose={form.onClose} title="Save as anchor" centered>
      <SaveAnchorForm {...form} />
    </Modal>
  )
}

function SaveAnchorForm({ body, onClose }: Omit<SaveAnchorDialogProps, 'opened'>) {
  const [name, setName] = useState('')
  const saving = useSaveAnchor(onClose)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate({ ...body, name: name.trim() })
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm" c="dimmed">
          An anchor is a place among all sounds. Use it like a track: to find what is near, to lead
          a path to it, or to play a radio that goes there again and again.
        </Text>
        <TextInput
          data-autofocus
          label="Name"
          placeholder="Sunday morning"
          value={name}
          maxLength={200}
          onChange={(event) => {
            saving.reset()
            setName(event.currentTarget.value)
          }}
        />
        {saving.error && <Alert color="red">{messageOf(saving.error)}</Alert>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={saving.isPending} disabled={!name.trim()}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function useSaveAnchor(onSaved: () => void) {
  const client = useQueryClient()
  const router = useRouter()
  return useMutation({
    mutationFn: saveAnchor,
    onSuccess: (anchor) => {
      void client.invalidateQueries({ queryKey: keys.anchors })
      onSaved()
      const radios = { to: '/radios', search: { anchor: anchor.id } } as const
      // Notifications live outside the router, so that this is a link that leads by hand.
      announce(
        `“${anchor.name}” is saved`,
        <Anchor
          href={router.buildLocation(radios).href}
          size="sm"
          onClick={(event) => {
            event.preventDefault()
            void router.navigate(radios)
          }}
        >
          Make a radio of it
        </Anchor>,
      )
    },
  })
}
