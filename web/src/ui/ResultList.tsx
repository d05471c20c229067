import { Badge } from '@mantine/core'
import { memo, type ReactNode } from 'react'
import { formatClock, formatKey, formatTempo } from './format'
import { Meter } from './Meter'
import { reasonOf, type TrackFound } from './playlistItems'
import classes from './ResultList.module.css'
import { PlayButton, ReasonWords, TrackNames } from './TrackLine'

export const resultId = (trackId: string) => `result-${trackId}`

/** A track that was found, and, as far as it is known, how well it fits and why. */
interface Result extends TrackFound {
  similarity?: number | null
  reasons?: readonly { code?: string; text: string }[]
}

interface ResultListProps<T extends Result> {
  /** What the list holds, for screen readers. */
  label: string
  /** Cards have room for how well a track fits; lines are short. */
  look?: 'cards' | 'lines'
  items: readonly T[]
  playingId: string | null
  /** The track that is pointed at, here or on the map. */
  litId?: string | null
  onLit?: (id: string | null) => void
  onPlay: (index: number) => void
  /** Beside the title: what is special about this one. */
  badgeOf?: (item: T, index: number) => ReactNode
  /** Buttons at the end of a row. */
  toolsOf?: (item: T, index: number) => ReactNode
}

/** List tracks that were found, and why. */
export function ResultList<T extends Result>(props: ResultListProps<T>) {
  const { label, look = 'cards', items, playingId, litId, onLit, onPlay } = props
  const Row = look === 'cards' ? Card : Line
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
          badge={props.badgeOf?.(item, index)}
          tools={props.toolsOf?.(item, index)}
        />
      ))}
    </ol>
  )
}

interface RowProps {
  item: Result
  index: number
  playing: boolean
  lit: boolean
  onLit?: (id: string | null) => void
  onPlay: (index: number) => void
  badge: ReactNode
  tools: ReactNode
}

const Card = memo(function Card(props: RowProps) {
  const { item, index, playing, lit, onLit, onPlay, badge, tools } = props
  const { track, similarity = null } = item
  const reasons = item.reasons?.filter((reason) => reason.code !== 'distance') ?? [] // the bar says it
  return (
    <li
      id={resultId(track.id)}
      className={classes.card}
      data-lit={lit || undefined}
      onPointerEnter={() => onLit?.(track.id)}
      onPointerLeave={() => onLit?.(null)}
      onFocus={() => onLit?.(track.id)}
      onBlur={() => onLit?.(null)}
    >
      <span className={classes.number} aria-hidden="true">
        {index + 1}
      </span>
      <PlayButton title={track.title} playing={playing} onPlay={() => onPlay(index)} />
      <TrackNames
        className={classes.names}
        track={track}
        playing={playing}
        facts={factsOf(item)}
        badge={badge}
      />
      {similarity !== null && (
        <div className={classes.score}>
          {Math.round(similarity * 100)} %
          <Meter label={`Similarity of ${track.title}`} value={similarity} />
        </div>
      )}
      {tools && <div className={classes.tools}>{tools}</div>}
      {reasons.length > 0 && (
        <div className={classes.reasons}>
          {reasons.map(({ code, text }) => (
            <Badge key={`${code}${text}`} size="sm" variant="default" tt="none" fw={500}>
              {text}
            </Badge>
          ))}
        </div>
      )}
    </li>
  )
})

const Line = memo(function Line({ item, index, playing, onPlay, badge, tools }: RowProps) {
  const { title, duration_s, features } = item.track
  const tempo = features?.tempo_bpm
  return (
    <li className={classes.line} onDoubleClick={() => onPlay(index)}>
      <PlayButton title={title} playing={playing} onPlay={() => onPlay(index)} />
      <TrackNames track={item.track} playing={playing} badge={badge} />
      <ReasonWords className={classes.reason} text={reasonOf(item)} />
      <span className={`${classes.figure} ${classes.tempo}`} title="Beats per minute">
        {tempo ? Math.round(tempo) : ''}
      </span>
      <span className={classes.figure}>{formatClock(duration_s)}</span>
      {tools}
    </li>
  )
})

function factsOf({ track: { artist, features, duration_s } }: Result): string {
  const facts = [
    artist || 'Unknown artist',
    features?.tempo_bpm && `${formatTempo(features.tempo_bpm)} BPM`,
    features?.key && formatKey(features.key, features.mode),
    formatClock(duration_s),
  ]
  return facts.filter(Boolean).join(' · ')
}
