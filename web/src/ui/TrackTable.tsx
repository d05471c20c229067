import { ArrowDown, ArrowUp } from 'lucide-react'
import { type KeyboardEvent, useCallback, useEffect, useId, useRef } from 'react'
import type { Track } from '../api/client'
import { TrackRow } from './TrackRow'
import classes from './TrackTable.module.css'
import { useRowWindow } from './useRowWindow'

const ROW_PX = 40
const HEAD_PX = 38
export type SortColumn = 'title' | 'artist' | 'album' | 'tempo' | 'added'
export interface Sort {
  column: SortColumn
  descending: boolean
}

const COLUMNS: { name: string; className?: string; sort?: SortColumn; hidden?: boolean }[] = [
  { name: 'Play', hidden: true },
  { name: 'Title', sort: 'title' },
  { name: 'Artist', sort: 'artist', className: classes.artist },
  { name: 'Album', sort: 'album', className: classes.album },
  { name: 'BPM', sort: 'tempo', className: classes.right },
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
  /** What the list was asked for: the answer to another question is shown from its beginning. */
  question?: string
  /** Rows are of the last question; the answer to the new one is on its way. */
  busy?: boolean
}

/** Show any number of tracks; only rows in view exist. */
export function TrackTable(props: TrackTableProps) {
  const { label, count, trackAt, onRange, selectedIndex, onSelect, onPlay, playingId } = props
  const gridId = useId()
  const grid = useRef<HTMLDivElement>(null)
  const rows = useRowWindow(grid, {
    count,
    rowPx: ROW_PX,
    headPx: HEAD_PX,
    question: props.question,
  })
  const { first, last, scrollToRow } = rows
  useEffect(() => onRange(first, last), [onRange, first, last])

  const goTo = useCallback(
    (index: number) => {
      const target = Math.min(count - 1, Math.max(0, index))
      scrollToRow(target)
      onSelect(target)
    },
    [count, scrollToRow, onSelect],
  )

  const onKeyDown = (event: KeyboardEvent) => {
    if (count === 0) return
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter') {
      if (event.target !== grid.current || selectedIndex === null) return // a button's own
      event.preventDefault()
      onPlay(selectedIndex)
      return
    }
    const page = Math.max(1, Math.floor(((grid.current?.clientHeight ?? 0) - HEAD_PX) / ROW_PX) - 1)
    const target = rowTarget(event.key, selectedIndex, count, page)
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
        aria-rowcount={count + 1}
        aria-busy={props.busy}
        aria-activedescendant={selectedInView ? rowId(selectedIndex) : undefined}
        className={classes.grid}
        onKeyDown={onKeyDown}
      >
        <HeadRow sort={props.sort} onSort={props.onSort} />
        <div role="rowgroup" className={classes.body} style={{ height: rows.heightPx }}>
          {Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => {
            const index = first + place
            const track = trackAt(index)
            return (
              <TrackRow
                key={index}
                id={rowId(index)}
                index={index}
                track={track}
                selected={index === selectedIndex}
                playing={track !== undefined && track.id === playingId}
                style={{ transform: `translateY(${index * ROW_PX - rows.shiftPx}px)` }}
                onSelect={onSelect}
                onPlay={onPlay}
              />
            )
          })}
        </div>
      </div>
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
