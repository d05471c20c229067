import { Tooltip } from '@mantine/core'
import { AudioLines, CircleAlert, CircleDashed, FileX, Heart, Play } from 'lucide-react'
import { type CSSProperties, memo } from 'react'
import type { Track } from '../api/client'
import {
  CERTAIN_KEY,
  CERTAIN_TEMPO,
  formatAge,
  formatClock,
  formatKey,
  formatKeyInWords,
  formatMoment,
} from './format'
import { Meter } from './Meter'
import classes from './TrackTable.module.css'
import { TrackTile } from './TrackTile'

interface TrackRowProps {
  id: string
  index: number
  track: Track | undefined
  selected: boolean
  playing: boolean
  style: CSSProperties
  onSelect: (index: number) => void
  onPlay: (index: number) => void
}

/** One row of the table of tracks; grey bars stand in until its track has come. */
export const TrackRow = memo(function TrackRow(props: TrackRowProps) {
  const { id, index, track, selected, playing, style, onSelect, onPlay } = props
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={classes.row}
      style={style}
      data-playing={playing || undefined}
      data-quiet={(track && track.state !== 'analysed') || undefined}
      onClick={() => onSelect(index)}
      onDoubleClick={() => onPlay(index)}
    >
      {track ? <Cells {...props} track={track} /> : <BlankCells />}
    </div>
  )
})

function Cells({ track, index, playing, onPlay }: TrackRowProps & { track: Track }) {
  const features = track.features
  const Icon = playing ? AudioLines : Play
  return (
    <>
      <div role="gridcell">
        <button
          type="button"
          className={classes.play}
          tabIndex={-1}
          aria-label={`Play ${track.title}`}
          onClick={(event) => {
            event.stopPropagation()
            onPlay(index)
          }}
          onDoubleClick={(event) => event.stopPropagation()}
          onMouseDown={(event) => {
            // The focus belongs to the grid: Space then pauses and arrows go on.
            event.preventDefault()
            event.currentTarget.closest<HTMLElement>('[role=grid]')?.focus()
          }}
        >
          <TrackTile seed={track.artist || track.title} size={28} />
          <Icon size={16} aria-hidden="true" />
        </button>
      </div>
      <div role="gridcell" className={`${classes.cell} ${classes.title}`} title={track.title}>
        {track.favourite && (
          <Heart className={classes.star} size={13} role="img" aria-label="Favourite" />
        )}
        {track.title}
        <span className={classes.under}>{track.artist || 'Unknown artist'}</span>
      </div>
      <div role="gridcell" className={`${classes.cell} ${classes.artist} ${classes.dim}`}>
        {track.artist || '–'}
      </div>
      <div role="gridcell" className={`${classes.cell} ${classes.album} ${classes.dim}`}>
        {track.album ?? '–'}
      </div>
      <TempoCell track={track} />
      <KeyCell track={track} />
      <div role="gridcell" className={classes.energy}>
        {features && <Meter label="Energy" value={features.energy} />}
      </div>
      <div role="gridcell" className={`${classes.cell} ${classes.figure} ${classes.right}`}>
        {formatClock(track.duration_s)}
      </div>
      <div role="gridcell" className={`${classes.cell} ${classes.after} ${classes.stateCell}`}>
        <TrackStateMark track={track} />
      </div>
      <div
        role="gridcell"
        className={`${classes.cell} ${classes.added} ${classes.dim}`}
        title={formatMoment(track.added_at)}
      >
        {formatAge(track.added_at)}
      </div>
    </>
  )
}

function TempoCell({ track }: { track: Track }) {
  const features = track.features
  const uncertain = features?.tempo_bpm != null && features.tempo_confidence < CERTAIN_TEMPO
  const corrected = features?.corrected.includes('tempo_bpm')
  return (
    <div
      role="gridcell"
      className={`${classes.cell} ${classes.figure} ${classes.right} ${uncertain ? classes.dim : ''}`}
      title={uncertain ? 'Uncertain' : corrected ? 'Corrected' : undefined}
    >
      {features?.tempo_bpm ? Math.round(features.tempo_bpm) : '–'}
      {uncertain && '?'}
    </div>
  )
}

function KeyCell({ track }: { track: Track }) {
  const features = track.features
  const uncertain = features?.key != null && features.key_confidence < CERTAIN_KEY
  const words = features
    ? formatKeyInWords(features.key, features.mode) + (uncertain ? ', uncertain' : '')
    : undefined
  return (
    <div
      role="gridcell"
      className={`${classes.cell} ${classes.after} ${uncertain ? classes.dim : ''}`}
      title={words}
    >
      {features ? formatKey(features.key, features.mode) : '–'}
      {uncertain && '?'}
    </div>
  )
}

const STATES = {
  found: { words: 'Not heard', icon: CircleDashed, tone: undefined, why: 'Waits to be heard.' },
  failed: { words: 'Failed', icon: CircleAlert, tone: 'bad', why: 'It could not be heard.' },
  missing: {
    words: 'Missing',
    icon: FileX,
    tone: 'warn',
    why: 'Its file was not there at the last scan.',
  },
} as const

/** Say how far Menura is with a track; why, when it went wrong. */
export function TrackStateMark({ track }: { track: Track }) {
  if (track.state === 'analysed') return <span className={classes.state}>Heard</span>
  const { words, icon: Icon, tone, why } = STATES[track.state]
  return (
    <Tooltip label={track.error?.message || why} multiline maw={340}>
      <span className={classes.state} data-tone={tone}>
        <Icon size={14} aria-hidden="true" />
        {words}
      </span>
    </Tooltip>
  )
}

function BlankCells() {
  return (
    <>
      <div role="gridcell" />
      <div role="gridcell">
        <div className={classes.blank} />
        <span className="visually-hidden">Loading</span>
      </div>
    </>
  )
}
