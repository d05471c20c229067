import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { followScroll, type ScrollPlace, scrollScale } from './scrollScale'

const OVERSCAN = 8
/** When nothing has moved for so long, the scroll bar is set to where the rows are. */
const STILL_MS = 160
const NOWHERE: ScrollPlace = { topPx: 0, shiftPx: 0 }

interface Rows {
  count: number
  rowPx: number
  /** The height of a head that stays in view. */
  headPx: number
  /** What the rows answer: those of another question are shown from the first on. */
  question?: string
}

interface RowWindow {
  first: number
  last: number
  shiftPx: number
}

/**
 * Say which rows of a long list are in view, and where they are drawn.
 *
 * Rows may be more than a browser can scroll over: then the scroll bar stands for them on another
 * scale, and what is drawn is drawn `shiftPx` higher than where it would be.
 */
export function useRowWindow(grid: RefObject<HTMLElement | null>, rows: Rows) {
  const { count, rowPx, headPx, question } = rows
  const scale = useMemo(() => scrollScale(count * rowPx), [count, rowPx])
  const [shown, setShown] = useState<RowWindow>({ first: 0, last: 0, shiftPx: 0 })
  const place = useRef(NOWHERE)

  const show = useCallback(
    (viewPx: number) => {
      const top = place.current.topPx + place.current.shiftPx
      const end = Math.max(0, count - 1)
      const next = {
        first: Math.min(end, Math.max(0, Math.floor(top / rowPx) - OVERSCAN)),
        last: Math.min(end, Math.ceil((top + viewPx) / rowPx) + OVERSCAN),
        shiftPx: place.current.shiftPx,
      }
      setShown((now) => (isSame(now, next) ? now : next))
    },
    [count, rowPx],
  )

  useLayoutEffect(() => {
    const frame = grid.current
    if (!frame) return
    const look = () => {
      place.current = followScroll(scale, place.current, frame.scrollTop, frame.clientHeight)
      show(frame.clientHeight)
    }
    // Another number of rows is another scale: the place on the bar is what counts then.
    place.current = { ...place.current, shiftPx: scale.toRows(frame.scrollTop) - frame.scrollTop }
    place.current.topPx = frame.scrollTop
    look()
    const settle = () => {
      const top = place.current.topPx + place.current.shiftPx
      const topPx = Math.round(scale.toScroll(top))
      if (topPx === frame.scrollTop) return
      place.current = { topPx, shiftPx: top - topPx }
      frame.scrollTop = topPx
      show(frame.clientHeight)
    }
    let timer: ReturnType<typeof setTimeout> | undefined
    const onScroll = () => {
      flushSync(look) // else a fast wheel shows empty ground for a moment
      clearTimeout(timer)
      timer = setTimeout(settle, STILL_MS)
    }
    const sizes = new ResizeObserver(look)
    sizes.observe(frame)
    frame.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      clearTimeout(timer)
      sizes.disconnect()
      frame.removeEventListener('scroll', onScroll)
    }
  }, [grid, scale, show])

  const answered = useRef(question)
  useLayoutEffect(() => {
    if (answered.current === question) return
    answered.current = question
    place.current = NOWHERE
    if (grid.current) grid.current.scrollTop = 0
    show(grid.current?.clientHeight ?? 0)
  }, [grid, question, show])

  /** Bring a row into view. */
  const scrollToRow = useCallback(
    (index: number) => {
      const frame = grid.current
      if (!frame) return
      const viewPx = frame.clientHeight
      const top = place.current.topPx + place.current.shiftPx
      const target = topOf(index * rowPx, top, { rowPx, roomPx: viewPx - headPx })
      const isStep = Math.abs(target - top) < viewPx
      const topPx = isStep ? target - place.current.shiftPx : Math.round(scale.toScroll(target))
      place.current = { topPx, shiftPx: target - topPx }
      frame.scrollTop = topPx
      show(viewPx)
    },
    [grid, scale, show, rowPx, headPx],
  )
  return { ...shown, last: Math.min(shown.last, count - 1), heightPx: scale.heightPx, scrollToRow }
}

function isSame(one: RowWindow, other: RowWindow): boolean {
  return one.first === other.first && one.last === other.last && one.shiftPx === other.shiftPx
}

/** Return where the rows must begin for one to be in view: where they do, if it is already. */
function topOf(rowTop: number, top: number, { rowPx, roomPx }: { rowPx: number; roomPx: number }) {
  if (rowTop < top) return rowTop
  return rowTop + rowPx > top + roomPx ? rowTop + rowPx - roomPx : top
}
