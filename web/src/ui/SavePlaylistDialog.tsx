import { Alert, Anchor, Button, Group, Modal, Stack, Switch, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { ApiError, api, messageOf, type Schemas, unwrap } from '../api/client'
import { keys } from '../api/queries'
import { announce } from './announce'
import { formatNumberOf } from './format'

export type PlaylistItemIn = Schemas['PlaylistItemIn']

interface SavePlaylistDialogProps {
  /** What it is called unless somebody says otherwise. */
  suggestion: string
  /** How many tracks it gets, without the first one below. */
  count: number
  /** Return its tracks, each with the reason it is there. */
  itemsOf: () => PlaylistItemIn[] | Promise<PlaylistItemIn[]>
  /** A track it may begin with. */
  first?: { title: string; item: PlaylistItemIn }
  description?: string
  opened: boolean
  onClose: () => void
}

/** Keep tracks that were found as a playlist. */
export function SavePlaylistDialog({ opened, ...form }: SavePlaylistDialogProps) {
  return (
    <Modal opened={opened} onClose={form.onClose} title="Save as playlist" centered>
      <SavePlaylistForm {...form} />
    </Modal>
  )
}

function SavePlaylistForm(props: Omit<SavePlaylistDialogProps, 'opened'>) {
  const { suggestion, count, itemsOf, first, description = '', onClose } = props
  const [name, setName] = useState(suggestion)
  const [withFirst, setWithFirst] = useState(true)
  const saving = useSavePlaylist(onClose)
  const begins = first && withFirst
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate(async () => {
      const items = await itemsOf()
      return { name: name.trim(), description, items: begins ? [first.item, ...items] : items }
    })
  }
  const aboutName = saving.error instanceof ApiError && saving.error.field === 'name'
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          data-autofocus
          label="Name"
          value={name}
          maxLength={200}
          error={aboutName && messageOf(saving.error)}
          onChange={(event) => {
            saving.reset()
            setName(event.currentTarget.value)
          }}
        />
        {first && (
          <Switch
            label={`Begin with “${first.title}”`}
            checked={withFirst}
            onChange={(event) => setWithFirst(event.currentTarget.checked)}
          />
        )}
        {saving.error && !aboutName && <Alert color="red">{messageOf(saving.error)}</Alert>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={saving.isPending} disabled={!name.trim()}>
            Save {formatNumberOf(count + (begins ? 1 : 0), 'track')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function useSavePlaylist(onSaved: () => void) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: async (make: () => Promise<Schemas['PlaylistIn']>) =>
      unwrap(api.POST('/api/v1/playlists', { body: await make() })),
    onSuccess: (playlist) => {
      void client.invalidateQueries({ queryKey: keys.playlists })
      void client.invalidateQueries({ queryKey: keys.status })
      onSaved()
      // Notifications live outside the router, so that this is a link that leads by hand.
      const to = `/playlists/${playlist.id}`
      const open = () =>
        void navigate({ to: '/playlists/$playlistId', params: { playlistId: playlist.id } })
      announce(
        'Playlist saved',
        <Anchor
          href={to}
          size="sm"
          onClick={(event) => {
            event.preventDefault()
            open()
          }}
        >
          Open “{playlist.name}”
        </Anchor>,
      )
    },
  })
}
