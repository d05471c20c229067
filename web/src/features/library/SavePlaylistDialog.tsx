import { Alert, Anchor, Button, Group, Modal, Stack, Switch, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import {
  ApiError,
  api,
  messageOf,
  type Schemas,
  type SimilarTrack,
  type Track,
  unwrap,
} from '../../api/client'
import { keys } from '../../api/queries'
import { announce } from '../../ui/announce'
import { formatNumberOf } from '../../ui/format'

const LONGEST_REASON = 500 // what the API takes

interface SavePlaylistDialogProps {
  seed: Track
  items: readonly SimilarTrack[]
  opened: boolean
  onClose: () => void
}

/** Keep a list of similar tracks, with the reason for each. */
export function SavePlaylistDialog({ seed, items, opened, onClose }: SavePlaylistDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Save as playlist" centered>
      <SavePlaylistForm seed={seed} items={items} onClose={onClose} />
    </Modal>
  )
}

function SavePlaylistForm({ seed, items, onClose }: Omit<SavePlaylistDialogProps, 'opened'>) {
  const [name, setName] = useState(`Like ${seed.title}`)
  const [withSeed, setWithSeed] = useState(true)
  const saving = useSavePlaylist(onClose)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate({ name: name.trim(), items: playlistItems(withSeed ? seed : null, items) })
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
        <Switch
          label={`Begin with “${seed.title}”`}
          checked={withSeed}
          onChange={(event) => setWithSeed(event.currentTarget.checked)}
        />
        {saving.error && !aboutName && <Alert color="red">{messageOf(saving.error)}</Alert>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={saving.isPending} disabled={!name.trim()}>
            Save {formatNumberOf(items.length + (withSeed ? 1 : 0), 'track')}
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
    mutationFn: (body: { name: string; items: Schemas['PlaylistItemIn'][] }) =>
      unwrap(api.POST('/api/v1/playlists', { body: { ...body, description: '' } })),
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

/** Make the items of a playlist, each with its reasons in one line. */
export function playlistItems(
  seed: Track | null,
  items: readonly SimilarTrack[],
): Schemas['PlaylistItemIn'][] {
  const found = items.map(({ track, reasons }) => ({
    track_id: track.id,
    reason:
      reasons
        .map((reason) => reason.text)
        .join(' · ')
        .slice(0, LONGEST_REASON) || null,
  }))
  return seed ? [{ track_id: seed.id, reason: 'where it began' }, ...found] : found
}
