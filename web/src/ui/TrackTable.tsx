import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { type KeyboardEvent, useCallback, useEffect, useId, useRef } from 'react'
import type { Track } from '../api/client'
import { formatCount } from './format'
import { TrackRow } from './TrackRow'
import classes from './TrackTable.module.css'

const ROW_PX = 40
const HEAD_PX = 38
/** Browsers cannot scroll over more than some 30 million pixels; Firefox over about half. */
export const MOST_ROWS = 200_000

export type SortColumn = 'title' | 'artist' | 'album' | 'added'
export interface Sort {
  column: SortColumn
  descending: boolean
}

const COLUMNS: { name: string; className?: string; sort?: SortColumn; hidden?: boolean }[] = [
  { name: 'Play', hidden: true },
  { name: 'Title', sort: 'title' },
  { name: 'Artist', sort: 'artist', className: classes.artist },
  { name: 'Album', sort: 'album', className: classes.album },
  { name: 'BPM', className: classes.right },
  { name: 'Key', className: classes.after },
  { name: 'Energy', className: classes.energy },
  { name: 'Length', className: classes.right },
  { name: 'State', className: `${classes.after} ${classes.stateCell}` },
  { name: 'Added', sort: 'added', className: classes.added },
]

interface TrackTableProps {
  label: string
  /** How many tracks there are, fetched or not. */
  count: number
  trackAt: (index: number) => Track | undefined
  /** Told which rows are in view, so that their tracks can be fetched. */
  onRange: (first: number, last: number) => void
  selectedIndex: number | null
  onSelect: (index: number) => void
  onPlay: (index: number) => void
  playingId: string | null
  sort?: Sort | null
  /** Left out: the rows have an order of their own. */
  onSort?: (sort: Sort | null) => void
  /** Rows are of the last question; the answer to the new one is on its way. */
  busy?: boolean
}

/** Show any number of tracks; only rows in view exist. */
export function TrackTable(props: TrackTableProps) {
  const { label, count, trackAt, onRange, selectedIndex, onSelect, onPlay, playingId } = props
  const rows = Math.min(count, MOST_ROWS)
  const gridId = useId()
  const grid = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => grid.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    scrollPaddingStart: HEAD_PX,
    initialRect: { width: 800, height: 600 },
  })
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => onRange(first, last), [onRange, first, last])

  const goTo = useCallback(
    (index: number) => {
      const target = Math.min(rows - 1, Math.max(0, index))
      virtual.scrollToIndex(target)
      onSelect(target)
    },
    [rows, virtual, onSelect],
  )

  const onKeyDown = (event: KeyboardEvent) => {
    if (rows === 0) return
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter') {
      if (event.target !== grid.current || selectedIndex === null) return // a button's own
      event.preventDefault()
      onPlay(selectedIndex)
      return
    }
    const page = Math.max(1, Math.floor(((grid.current?.clientHeight ?? 0) - HEAD_PX) / ROW_PX) - 1)
    const target = rowTarget(event.key, selectedIndex, rows, page)
    if (target === undefined) return
    event.preventDefault()
    goTo(target)
  }

  const rowId = (index: number) => `${gridId}-row-${index}`
  const selectedInView = selectedIndex !== null && selectedIndex >= first && selectedIndex <= last
  return (
    <div className={classes.frame} data-busy={props.busy || undefined}>
      <div
        ref={grid}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={rows + 1}
        aria-busy={props.busy}
        aria-activedescendant={selectedInView ? rowId(selectedIndex) : undefined}
        className={classes.grid}
        onKeyDown={onKeyDown}
      >
        <HeadRow sort={props.sort} onSort={props.onSort} />
        <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const track = trackAt(index)
            return (
              <TrackRow
                key={index}
                id={rowId(index)}
                index={index}
                track={track}
                selected={index === selectedIndex}
                playing={track !== undefined && track.id === playingId}
                style={{ transform: `translateY(${start}px)` }}
                onSelect={onSelect}
                onPlay={onPlay}
              />
            )
          })}
        </div>
      </div>
      {count > MOST_ROWS && (
        <div className={classes.note}>
          The first {formatCount(MOST_ROWS)} of {formatCount(count)} tracks are shown. Search for
          fewer, or sort the other way to reach the end.
        </div>
      )}
    </div>
  )
}

/** Return which row a key leads to, or nothing for a key that does not move. */
export function rowTarget(
  key: string,
  from: number | null,
  rows: number,
  page: number,
): number | undefined {
  const moves: Record<string, number> = {
    ArrowDown: from === null ? 0 : from + 1,
    ArrowUp: from === null ? 0 : from - 1,
    PageDown: (from ?? 0) + page,
    PageUp: (from ?? 0) - page,
    Home: 0,
    End: rows - 1,
  }
  return moves[key]
}

/** Go on from a sort: up, down, then back to the best match. */
export function nextSort(sort: Sort | null, column: SortColumn): Sort | null {
  const firstDown = column === 'added' // who sorts by date wants to see the newest
  if (sort?.column !== column) return { column, descending: firstDown }
  return sort.descending === firstDown ? { column, descending: !firstDown } : null
}

function HeadRow({ sort = null, onSort }: Pick<TrackTableProps, 'sort' | 'onSort'>) {
  return (
    <div role="rowgroup" className={classes.headGroup}>
      <div role="row" aria-rowindex={1} className={classes.head}>
        {COLUMNS.map(({ name, className, sort: column, hidden }) => {
          const active = column !== undefined && sort?.column === column
          const Arrow = sort?.descending ? ArrowDown : ArrowUp
          return (
            <div
              key={name}
              role="columnheader"
              className={className}
              aria-sort={active ? (sort.descending ? 'descending' : 'ascending') : undefined}
            >
              {column && onSort ? (
                <button
                  type="button"
                  className={classes.sort}
                  data-active={active || undefined}
                  onClick={() => onSort(nextSort(sort, column))}
                >
                  {name}
                  {active && <Arrow size={13} aria-hidden="true" />}
                </button>
              ) : (
                <span className={hidden ? 'visually-hidden' : undefined}>{name}</span>
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}
