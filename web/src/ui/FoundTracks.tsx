import { ActionIcon, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { AudioLines, ListEnd, ListPlus, Play } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Track } from '../api/client'
import { queueOf, usePlayer } from '../audio/player'
import { announce } from './announce'
import classes from './FoundTracks.module.css'
import { FavouriteButton } from './FavouriteButton'
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
  /** Where they are from, for the player: "the playlist “Night”". */
  label: string
  items: readonly FoundItem[]
  /** The name of a playlist of them; without one, they cannot be saved from here. */
  saveAs?: string
  description?: string
  /** How many rows are shown until more are asked for. */
  first?: number
  actions?: ReactNode
}

/** List tracks that were found, and why; to play, to queue, or to keep as a playlist. */
export function FoundTracks(props: FoundTracksProps) {
  const { label, items, saveAs, description, first = ROWS_PER_STEP, actions } = props
  const [shown, setShown] = useState(first)
  const [saving, setSaving] = useState(false)
  if (items.length === 0) return null
  const tracks = items.map((item) => item.track)
  const play = (index: number) => void usePlayer.getState().play(queueOf(label, tracks), index)
  const enqueue = () => {
    usePlayer.getState().enqueue(label, tracks)
    announce('Queued', `${formatNumberOf(tracks.length, 'track')} will play after the others.`)
  }
  const left = items.length - shown
  return (
    <div className={classes.found}>
      <div className={classes.buttons}>
        <Button size="xs" leftSection={<Play size={14} />} onClick={() => play(0)}>
          Play all
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<ListEnd size={15} />}
          onClick={enqueue}
        >
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
          <Row key={item.track.id} item={item} onPlay={() => play(index)} />
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

function Row({ item, onPlay }: { item: FoundItem; onPlay: () => void }) {
  const { track } = item
  const playing = usePlayer((player) => player.track?.id === track.id)
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
