import { Button } from '@mantine/core'
import { ListEnd, ListPlus, Play } from 'lucide-react'
import { useState } from 'react'
import { announce } from './announce'
import { formatNumberOf } from './format'
import { lazyDialog } from './lazyDialog'
import { playlistItems, type TrackFound } from './playlistItems'
import type { PlaylistItemIn } from './SavePlaylistDialog'

const SavePlaylistDialog = lazyDialog(
  async () => (await import('./SavePlaylistDialog')).SavePlaylistDialog,
)

interface FoundButtonsProps {
  items: readonly TrackFound[]
  /** What is saved of them; left out: everything. */
  kept?: readonly TrackFound[]
  /** The one that is not like the others. */
  main: 'play' | 'save' | null
  onPlay: () => void
  onQueue?: () => void
  /** The name of a playlist of them; without one, they cannot be saved from here. */
  saveAs?: string
  description?: string
  /** A track the playlist may begin with. */
  first?: { title: string; item: PlaylistItemIn }
}

/** Play tracks that were found, put them behind what plays, or keep them as a playlist. */
export function FoundButtons(props: FoundButtonsProps) {
  const { items, kept = items, main, onPlay, onQueue, saveAs, description, first } = props
  const [saving, setSaving] = useState(false)
  const look = (name: FoundButtonsProps['main']) =>
    ({ size: 'xs', variant: main === name ? 'filled' : 'default' }) as const
  const enqueue = () => {
    onQueue?.()
    announce('Queued', `${formatNumberOf(items.length, 'track')} will play after the others.`)
  }
  return (
    <>
      <Button {...look('play')} leftSection={<Play size={14} />} onClick={onPlay}>
        Play all
      </Button>
      {onQueue && (
        <Button size="xs" variant="default" leftSection={<ListEnd size={15} />} onClick={enqueue}>
          Queue
        </Button>
      )}
      {saveAs !== undefined && (
        <Button
          {...look('save')}
          leftSection={<ListPlus size={15} />}
          onClick={() => setSaving(true)}
        >
          Save as playlist
        </Button>
      )}
      <SavePlaylistDialog
        suggestion={saveAs ?? ''}
        count={kept.length}
        description={description}
        first={first}
        itemsOf={() => playlistItems(kept)}
        opened={saving}
        onClose={() => setSaving(false)}
      />
    </>
  )
}
