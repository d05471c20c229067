import { ActionIcon } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronUp, GripVertical, X } from 'lucide-react'
import { type DragEvent, type KeyboardEvent, useRef, useState } from 'react'
import type { PlaylistDetail, PlaylistItem } from '../../api/client'
import { usePlayer } from '../../audio/player'
import { FavouriteButton } from '../../ui/FavouriteButton'
import { formatClock } from '../../ui/format'
import { PlayButton, ReasonWords, TrackNames } from '../../ui/TrackLine'
import classes from './PlaylistItems.module.css'
import { moveItem, useReplaceItems, useTakeOut } from './playlistActions'

const ROW_PX = 56
const TALL_ROW_PX = 80

interface PlaylistItemsProps {
  playlist: PlaylistDetail
  onPlay: (index: number) => void
}

interface Drag {
  from: number
  over: number
}

/** Show the tracks of a playlist in their order; drag, buttons and Alt with arrows change it. */
export function PlaylistItems({ playlist, onPlay }: PlaylistItemsProps) {
  const { items } = playlist
  const replace = useReplaceItems(playlist.id)
  const takeOut = useTakeOut(playlist.id)
  const [drag, setDrag] = useState<Drag | null>(null)
  const [said, setSaid] = useState('')
  const narrow = useMediaQuery('(max-width: 62em)') ?? false
  const scroll = useRef<HTMLDivElement>(null)
  const rowHeight = narrow ? TALL_ROW_PX : ROW_PX
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    initialRect: { width: 800, height: 600 },
  })

  const move = (from: number, to: number) => {
    const item = items[from]
    if (!item || to < 0 || to >= items.length || from === to) return
    replace.mutate(moveItem(items, from, to))
    setSaid(`${item.track.title} is now track ${to + 1} of ${items.length}`)
  }
  return (
    <div ref={scroll} className={classes.scroll}>
      <div role="status" className="visually-hidden">
        {said}
      </div>
      <ol
        className={classes.list}
        style={{ height: items.length * rowHeight }}
        aria-label="Tracks of the playlist"
      >
        {virtual.getVirtualItems().map(({ index }) => {
          const item = items[index]
          return (
            item && (
              <Item
                // A track may stand in a playlist twice: its place makes the key unique, its id
                // lets the focus travel with it.
                key={`${item.track.id}-${countBefore(items, index)}`}
                item={item}
                index={index}
                count={items.length}
                top={index * rowHeight}
                drag={drag}
                onDrag={setDrag}
                onMove={move}
                onRemove={(place) => takeOut(items, place)}
                onPlay={onPlay}
              />
            )
          )
        })}
      </ol>
    </div>
  )
}

/** Count how often the track at `index` stands before it. */
function countBefore(items: readonly PlaylistItem[], index: number): number {
  const id = items[index]?.track.id
  let count = 0
  for (let place = 0; place < index; place++) if (items[place]?.track.id === id) count++
  return count
}

interface ItemProps {
  item: PlaylistItem
  index: number
  count: number
  top: number
  drag: Drag | null
  onDrag: (drag: Drag | null) => void
  onMove: (from: number, to: number) => void
  onRemove: (index: number) => void
  onPlay: (index: number) => void
}

function Item(props: ItemProps) {
  const { item, index, count, top, drag, onDrag, onMove, onRemove, onPlay } = props
  const { track, reason } = item
  const playing = usePlayer((player) => player.track?.id === track.id)
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey) return
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    event.preventDefault()
    onMove(index, event.key === 'ArrowUp' ? index - 1 : index + 1)
  }
  return (
    <li
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
      aria-setsize={count}
      aria-posinset={index + 1}
      data-dragged={drag?.from === index || undefined}
      data-target={dropSide(drag, index)}
      draggable
      onKeyDown={onKeyDown}
      onDoubleClick={() => onPlay(index)}
      {...dragHandlers(index, drag, onDrag, onMove)}
    >
      <span className={classes.grip} title="Drag to another place" aria-hidden="true">
        <GripVertical size={16} />
      </span>
      <span className={classes.number}>{index + 1}</span>
      <PlayButton title={track.title} playing={playing} onPlay={() => onPlay(index)} />
      <TrackNames track={track} playing={playing} />
      <ReasonWords className={classes.reason} text={reason ?? ''} />
      <span className={classes.length}>{formatClock(track.duration_s)}</span>
      <FavouriteButton track={track} />
      <ItemButtons
        title={track.title}
        first={index === 0}
        last={index === count - 1}
        onUp={() => onMove(index, index - 1)}
        onDown={() => onMove(index, index + 1)}
        onRemove={() => onRemove(index)}
      />
    </li>
  )
}

interface ItemButtonsProps {
  title: string
  first: boolean
  last: boolean
  onUp: () => void
  onDown: () => void
  onRemove: () => void
}

function ItemButtons({ title, first, last, onUp, onDown, onRemove }: ItemButtonsProps) {
  const look = { variant: 'subtle', color: 'gray', size: 30 } as const
  return (
    <div className={classes.buttons}>
      <ActionIcon {...look} aria-label={`Move ${title} up`} aria-disabled={first} onClick={onUp}>
        <ChevronUp size={17} opacity={first ? 0.3 : 1} />
      </ActionIcon>
      <ActionIcon {...look} aria-label={`Move ${title} down`} aria-disabled={last} onClick={onDown}>
        <ChevronDown size={17} opacity={last ? 0.3 : 1} />
      </ActionIcon>
      <ActionIcon {...look} aria-label={`Take ${title} out`} onClick={onRemove}>
        <X size={16} />
      </ActionIcon>
    </div>
  )
}

/** Say on which side of a row the dragged one would land. */
function dropSide(drag: Drag | null, index: number): 'before' | 'after' | undefined {
  if (!drag || drag.over !== index || drag.from === index) return undefined
  return drag.from < index ? 'after' : 'before'
}

function dragHandlers(
  index: number,
  drag: Drag | null,
  onDrag: (drag: Drag | null) => void,
  onMove: (from: number, to: number) => void,
) {
  return {
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.effectAllowed = 'move'
      event.dataTransfer.setData('text/plain', String(index)) // Firefox drags nothing without
      onDrag({ from: index, over: index })
    },
    onDragOver: (event: DragEvent) => {
      if (!drag) return
      event.preventDefault()
      if (drag.over !== index) onDrag({ ...drag, over: index })
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      if (drag) onMove(drag.from, index)
      onDrag(null)
    },
    onDragEnd: () => onDrag(null),
  }
}
