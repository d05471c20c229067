import { ActionIcon } from '@mantine/core'
import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { type DragEvent, type KeyboardEvent, useEffect, useState } from 'react'
import type { Queue, QueueTrack } from '../audio/playerQueue'
import { formatClock } from '../ui/format'
import { TrackTile } from '../ui/TrackTile'
import classes from './Queue.module.css'

export interface QueueDrag {
  from: number
  over: number
  title: string
}

interface QueueRowProps {
  list: Queue
  place: number
  index: number
  number: number
  count: number
  top: number
  drag: QueueDrag | null
  onDrag: (drag: QueueDrag | null) => void
  onJump: () => void
  onMove: (to: number, title: string) => void
  onDrop: (from: number, title: string) => void
  onRemove: (title: string) => void
}

/** Show one track of what comes. */
export function QueueRow(props: QueueRowProps) {
  const { list, place, index, number, count, top, drag } = props
  const track = useTrackAt(list, place)
  const title = track?.title ?? 'this track'
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    props.onMove(event.key === 'ArrowUp' ? index - 1 : index + 1, title)
  }
  return (
    <li
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
      aria-setsize={count}
      aria-posinset={number}
      data-dragged={drag?.from === index || undefined}
      data-target={drag && drag.over === index && drag.from !== index ? side(drag) : undefined}
      draggable
      onKeyDown={onKeyDown}
      {...dragHandlers(props, title)}
    >
      <button
        type="button"
        className={classes.jump}
        aria-label={`Play ${title} now`}
        onClick={props.onJump}
      >
        <TrackTile seed={track ? track.artist || track.title : ''} size={34} />
        <span className={classes.words}>
          <span className={classes.title}>{track?.title ?? '…'}</span>
          <span className={classes.dim}>{track && (track.artist || 'Unknown artist')}</span>
        </span>
        <span className={classes.clock}>{formatClock(track?.duration_s)}</span>
      </button>
      <RowButtons {...props} title={title} />
    </li>
  )
}

function RowButtons(props: QueueRowProps & { title: string }) {
  const { index, number, count, title, onMove, onRemove } = props
  const look = { variant: 'subtle', color: 'gray', size: 26 } as const
  const [first, last] = [number === 1, number === count]
  return (
    <>
      <ActionIcon
        {...look}
        aria-label={`Move ${title} up`}
        aria-disabled={first}
        onClick={() => onMove(index - 1, title)}
      >
        <ChevronUp size={16} opacity={first ? 0.3 : 1} />
      </ActionIcon>
      <ActionIcon
        {...look}
        aria-label={`Move ${title} down`}
        aria-disabled={last}
        onClick={() => onMove(index + 1, title)}
      >
        <ChevronDown size={16} opacity={last ? 0.3 : 1} />
      </ActionIcon>
      <ActionIcon {...look} aria-label={`Take ${title} out`} onClick={() => onRemove(title)}>
        <X size={15} />
      </ActionIcon>
    </>
  )
}

/** Return the track at a place of a list, as soon as it is known. */
function useTrackAt(list: Queue, place: number): QueueTrack | undefined {
  const [track, setTrack] = useState<QueueTrack>()
  useEffect(() => {
    let left = false
    void Promise.resolve(list.trackAt(place)).then(
      (found) => !left && setTrack(found),
      () => undefined, // it stays without a name; playing it says what is wrong
    )
    return () => {
      left = true
    }
  }, [list, place])
  return track
}

/** Say on which side of the row under the pointer the dragged one would land. */
function side({ from, over }: QueueDrag): 'before' | 'after' {
  return from < over ? 'after' : 'before'
}

function dragHandlers({ index, drag, onDrag, onDrop }: QueueRowProps, title: string) {
  return {
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.effectAllowed = 'move'
      event.dataTransfer.setData('text/plain', title) // Firefox drags nothing without
      onDrag({ from: index, over: index, title })
    },
    onDragOver: (event: DragEvent) => {
      if (!drag) return
      event.preventDefault()
      if (drag.over !== index) onDrag({ ...drag, over: index })
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      if (drag) onDrop(drag.from, drag.title)
      onDrag(null)
    },
    onDragEnd: () => onDrag(null),
  }
}
