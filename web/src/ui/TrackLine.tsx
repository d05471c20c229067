import { ActionIcon } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { AudioLines, Play } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Track } from '../api/client'
import classes from './TrackLine.module.css'

// What the rows of all lists of tracks hold, wherever they put it.

interface PlayButtonProps {
  title: string
  playing: boolean
  onPlay: () => void
}

/** Play a list from this track on. */
export function PlayButton({ title, playing, onPlay }: PlayButtonProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={30}
      aria-label={`Play ${title}`}
      onClick={onPlay}
    >
      {playing ? <AudioLines size={16} /> : <Play size={16} />}
    </ActionIcon>
  )
}

interface TrackNamesProps {
  track: Track
  playing: boolean
  /** Under the title; the artist, unless something else is said. */
  facts?: string
  /** Beside the title. */
  badge?: ReactNode
  className?: string
}

/** Name a track; its title leads to all that is known of it. */
export function TrackNames({ track, playing, facts, badge, className = '' }: TrackNamesProps) {
  return (
    <div className={`${classes.names} ${className}`}>
      <span className={classes.titleLine}>
        <Link
          to="/"
          search={{ track: track.id }}
          className={classes.title}
          data-playing={playing || undefined}
          title={track.title}
          draggable={false} // the row may be
        >
          {track.title}
        </Link>
        {badge}
      </span>
      <span className={classes.dim}>{facts ?? (track.artist || 'Unknown artist')}</span>
    </div>
  )
}

/** Say why a track is there. */
export function ReasonWords({ text, className = '' }: { text: string; className?: string }) {
  return (
    <span className={`${classes.reason} ${className}`} title={text || undefined}>
      {text}
    </span>
  )
}
