import { useEffect, useRef } from 'react'
import type { StemEngine } from '../../audio/stemEngine'
import classes from './StemPlayer.module.css'
import { useEngineView } from './useStemEngine'

/** Show where the sound is as a line that moves; nothing else is drawn anew for it. */
export function Playhead({ engine, durationS }: { engine: StemEngine; durationS: number }) {
  const line = useRef<HTMLDivElement>(null)
  const view = useEngineView(engine)
  useEffect(() => {
    const place = () => {
      const share = durationS > 0 ? engine.position() / durationS : 0
      if (line.current) line.current.style.transform = `translateX(${100 * share}%)`
    }
    place()
    if (view.state !== 'playing') return
    let frame = requestAnimationFrame(function next() {
      place()
      frame = requestAnimationFrame(next)
    })
    return () => cancelAnimationFrame(frame)
    // The view is a new object with every change, also when the position was moved while paused.
  }, [engine, durationS, view])
  return <div ref={line} className={classes.line} />
}
