import { ActionIcon, Badge } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { AudioLines, Play } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import type { Found } from '../api/discover'
import { formatClock, formatKey, formatTempo } from './format'
import { Meter } from './Meter'
import classes from './ResultList.module.css'

export const resultId = (trackId: string) => `result-${trackId}`

interface ResultListProps {
  /** What the list holds, for screen readers. */
  label: string
  items: readonly Found[]
  playingId: string | null
  /** The track that is pointed at, here or on the map. */
  litId?: string | null
  onLit?: (id: string | null) => void
  onPlay: (index: number) => void
  /** Beside the title: what is special about this one. */
  badgeOf?: (item: Found, index: number) => ReactNode
  /** Buttons at the end of a row. */
  toolsOf?: (item: Found, index: number) => ReactNode
}

/** List tracks that were found: how well each fits, and why. */
export function ResultList({ label, items, playingId, litId, ...rest }: ResultListProps) {
  const { onLit, onPlay, badgeOf, toolsOf } = rest
  return (
    <ol className={classes.list} aria-label={label}>
      {items.map((item, index) => (
        <Row
          key={item.track.id}
          item={item}
          index={index}
          playing={item.track.id === playingId}
          lit={item.track.id === litId}
          onLit={onLit}
          onPlay={onPlay}
          badge={badgeOf?.(item, index)}
          tools={toolsOf?.(item, index)}
        />
      ))}
    </ol>
  )
}

interface RowProps {
  item: Found
  index: number
  playing: boolean
  lit: boolean
  onLit?: (id: string | null) => void
  onPlay: (index: number) => void
  badge: ReactNode
  tools: ReactNode
}

const Row = memo(function Row(props: RowProps) {
  const { item, index, playing, lit, onLit, onPlay, badge, tools } = props
  const { track, similarity } = item
  const reasons = item.reasons.filter((reason) => reason.code !== 'distance') // the bar says it
  return (
    <li
      id={resultId(track.id)}
      className={classes.row}
      data-playing={playing || undefined}
      data-lit={lit || undefined}
      onPointerEnter={() => onLit?.(track.id)}
      onPointerLeave={() => onLit?.(null)}
      onFocus={() => onLit?.(track.id)}
      onBlur={() => onLit?.(null)}
    >
      <span className={classes.number} aria-hidden="true">
        {index + 1}
      </span>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={`Play ${track.title}`}
        onClick={() => onPlay(index)}
      >
        {playing ? <AudioLines size={16} /> : <Play size={16} />}
      </ActionIcon>
      <div className={classes.names}>
        <span className={classes.titleLine}>
          <Link to="/" search={{ track: track.id }} className={classes.title} title={track.title}>
            {track.title}
          </Link>
          {badge}
        </span>
        <span className={classes.dim}>{factsOf(item)}</span>
      </div>
      {similarity !== null && (
        <div className={classes.score}>
          {Math.round(similarity * 100)} %
          <Meter label={`Similarity of ${track.title}`} value={similarity} />
        </div>
      )}
      {tools && <div className={classes.tools}>{tools}</div>}
      {reasons.length > 0 && (
        <div className={classes.reasons}>
          {reasons.map((reason) => (
            <Badge key={reason.code + reason.text} size="sm" variant="default" tt="none" fw={500}>
              {reason.text}
            </Badge>
          ))}
        </div>
      )}
    </li>
  )
})

function factsOf({ track: { artist, features, duration_s } }: Found): string {
  const facts = [
    artist || 'Unknown artist',
    features?.tempo_bpm && `${formatTempo(features.tempo_bpm)} BPM`,
    features?.key && formatKey(features.key, features.mode),
    formatClock(duration_s),
  ]
  return facts.filter(Boolean).join(' · ')
}
