import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Track } from '../api/client'
import { FavouriteButton } from './FavouriteButton'
import { FoundButtons } from './FoundButtons'
import classes from './FoundTracks.module.css'
import { formatCount } from './format'
import type { TrackFound } from './playlistItems'
import { QueueMenu } from './QueueMenu'
import { ResultList } from './ResultList'

const ROWS_PER_STEP = 100

interface FoundTracksProps {
  items: readonly TrackFound[]
  playingId: string | null
  onPlay: (index: number) => void
  onQueue: () => void
  /** Put one of them into the queue, next or last. */
  onQueueOne?: (track: Track, where: 'next' | 'last') => void
  /** The name of a playlist of them; without one, they cannot be saved from here. */
  saveAs?: string
  description?: string
  /** How many rows are shown until more are asked for. */
  first?: number
}

/** List tracks that were found in short rows; to play, to queue, or to keep as a playlist. */
export function FoundTracks(props: FoundTracksProps) {
  const { items, playingId, onPlay, first = ROWS_PER_STEP } = props
  const [shown, setShown] = useState(first)
  if (items.length === 0) return null
  const left = items.length - shown
  return (
    <div className={classes.found}>
      <div className={classes.buttons}>
        <FoundButtons
          items={items}
          main="play"
          onPlay={() => onPlay(0)}
          onQueue={props.onQueue}
          saveAs={props.saveAs}
          description={props.description}
        />
      </div>
      <ResultList
        label="Tracks"
        look="lines"
        items={items.slice(0, shown)}
        playingId={playingId}
        onPlay={onPlay}
        toolsOf={({ track }) => (
          <span className={classes.tools}>
            {props.onQueueOne && (
              <QueueMenu
                title={track.title}
                onQueue={(where) => props.onQueueOne?.(track, where)}
              />
            )}
            <FavouriteButton track={track} />
          </span>
        )}
      />
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
    </div>
  )
}
