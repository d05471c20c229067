import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, useState } from 'react'
import { usePlayer } from '../audio/player'
import { arranged } from '../audio/playerQueue'
import { formatCount } from '../ui/format'
import classes from './Queue.module.css'
import { type QueueDrag, QueueRow } from './QueueRow'
import { moveInQueue, removeFromQueue } from './queueEdits'

const ROW_PX = 52
const SHOWN = 10_000 // browsers draw no list of a million rows

/** List what comes; drag, buttons and Alt with arrows change the order. */
export function QueueList() {
  const { queue, index: now, jump } = usePlayer()
  const scroll = useRef<HTMLDivElement>(null)
  const [drag, setDrag] = useState<QueueDrag | null>(null)
  const [said, setSaid] = useState('')
  const first = now + 1
  const coming = Math.max(0, (queue?.length ?? 0) - first)
  const count = Math.min(coming, SHOWN)
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    initialRect: { width: 380, height: 600 },
  })
  if (!queue) return null
  if (coming === 0) return <p className={classes.note}>Nothing comes after this.</p>
  const { places, list } = arranged(queue)
  const move = (from: number, to: number, title: string) => {
    if (to < first || to >= queue.length) return
    moveInQueue(from, to)
    setSaid(`${title} is now number ${to - now} of what comes`)
  }
  return (
    <>
      <div className="visually-hidden" role="status">
        {said}
      </div>
      <div ref={scroll} className={classes.scroll}>
        <ol className={classes.list} style={{ height: count * ROW_PX }} aria-label="What comes">
          {virtual.getVirtualItems().map((row) => {
            const index = first + row.index
            return (
              <QueueRow
                key={places[index]} // the focus travels with what is moved
                list={list}
                place={places[index] ?? 0}
                index={index}
                number={row.index + 1}
                count={coming}
                top={row.start}
                drag={drag}
                onDrag={setDrag}
                onJump={() => void jump(index)}
                onMove={(to, title) => move(index, to, title)}
                onDrop={(from, title) => move(from, index, title)}
                onRemove={(title) => {
                  removeFromQueue(index, title)
                  scroll.current?.closest('section')?.focus()
                }}
              />
            )
          })}
        </ol>
      </div>
      {coming > SHOWN && <p className={classes.note}>and {formatCount(coming - SHOWN)} more</p>}
    </>
  )
}
