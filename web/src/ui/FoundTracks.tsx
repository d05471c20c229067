import { ActionIcon, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { AudioLines, ListEnd, ListPlus, Play } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Track } from '../api/client'
import { announce } from './announce'
import { FavouriteButton } from './FavouriteButton'
import classes from './FoundTracks.module.css'
import { formatClock, formatCount, formatNumberOf } from './format'
import { lazyDialog } from './lazyDialog'

const SavePlaylistDialog = lazyDialog(
  async () => (await import('./SavePlaylistDialog')).SavePlaylistDialog,
)

const LONGEST_REASON = 500 // what the API takes of a playlist's item
const ROWS_PER_STEP = 100

export interface FoundItem {
  track: Track
  /** Why it is there. */
  reasons?: readonly { text: string }[]
}

interface FoundTracksProps {
  items: readonly FoundItem[]
  playingId: string | null
  onPlay: (index: number) => void
  onQueue: () => void
  /** The name of a playlist of them; without one, they cannot be saved from here. */
  saveAs?: string
  description?: string
  /** How many rows are shown until more are asked for. */
  first?: number
  actions?: ReactNode
}

/** List tracks that were found, and why; to play, to queue, or to keep as a playlist. */
export function FoundTracks(props: FoundTracksProps) {
  const { items, saveAs, description, first = ROWS_PER_STEP, actions } = props
  const [shown, setShown] = useState(first)
  const [saving, setSaving] = useState(false)
  if (items.length === 0) return null
  const enqueue = () => {
    props.onQueue()
    announce('Queued', `${formatNumberOf(items.length, 'track')} will play after the others.`)
  }
  const left = items.length - shown
  return (
    <div className={classes.found}>
      <div className={classes.buttons}>
        <Button size="xs" leftSection={<Play size={14} />} onClick={() => props.onPlay(0)}>
          Play all
        </Button>
        <Button size="xs" variant="default" leftSection={<ListEnd size={15} />} onClick={enqueue}>
          Queue
        </Button>
        {saveAs !== undefined && (
          <Button
            size="xs"
            variant="default"
            leftSection={<ListPlus size={15} />}
            onClick={() => setSaving(true)}
          >
            Save as playlist
          </Button>
        )}
        {actions}
      </div>
      <ul className={classes.list} aria-label="Tracks">
        {items.slice(0, shown).map((item, index) => (
          <Row
            key={item.track.id}
            item={item}
            playing={item.track.id === props.playingId}
            onPlay={() => props.onPlay(index)}
          />
        ))}
      </ul>
      {left > 0 && (
        <Button
          size="xs"
          variant="default"
          w="fit-content"
          onClick={() => setShown(shown + ROWS_PER_STEP)}
        >
          Show {formatCount(Math.min(left, ROWS_PER_STEP))} more
        </Button>
      )}
      <SavePlaylistDialog
        suggestion={saveAs ?? ''}
        count={items.length}
        description={description}
        itemsOf={() =>
          items.map((item) => ({ track_id: item.track.id, reason: reasonOf(item) || null }))
        }
        opened={saving}
        onClose={() => setSaving(false)}
      />
    </div>
  )
}

function reasonOf({ reasons = [] }: FoundItem): string {
  return reasons
    .map((reason) => reason.text)
    .join(' · ')
    .slice(0, LONGEST_REASON)
}

interface RowProps {
  item: FoundItem
  playing: boolean
  onPlay: () => void
}

function Row({ item, playing, onPlay }: RowProps) {
  const { track } = item
  const reason = reasonOf(item)
  const tempo = track.features?.tempo_bpm
  return (
    <li className={classes.row} data-playing={playing || undefined} onDoubleClick={onPlay}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={`Play ${track.title}`}
        onClick={onPlay}
      >
        {playing ? <AudioLines size={16} /> : <Play size={16} />}
      </ActionIcon>
      <div className={classes.words}>
        <Link to="/" search={{ track: track.id }} className={classes.title}>
          {track.title}
        </Link>
        <span className={classes.dim}>{track.artist || 'Unknown artist'}</span>
      </div>
      <span className={classes.reason} title={reason || undefined}>
        {reason}
      </span>
      <span className={`${classes.figure} ${classes.tempo}`} title="Beats per minute">
        {tempo ? Math.round(tempo) : ''}
      </span>
      <span className={classes.figure}>{formatClock(track.duration_s)}</span>
      <FavouriteButton track={track} />
    </li>
  )
}
