import { type PointerEvent, useEffect, useMemo, useRef } from 'react'
import { playback } from '../../audio/playback'
import classes from './ClipCard.module.css'

const BARS = 72
const BAR = 3 // of which a third is gap
const HEIGHT = 36
const FULL_SCALE = 127

interface ClipWaveProps {
  peaks: readonly number[]
  durationS: number
  /** Whether the player has this clip. */
  current: boolean
  playing: boolean
  onSeek: (share: number) => void
}

/**
 * Draw the outline of a clip. A click goes to its place: for the pointer alone, the player's
 * slider does the same for keys.
 */
export function ClipWave({ peaks, durationS, current, playing, onSeek }: ClipWaveProps) {
  const played = useRef<SVGPathElement>(null)
  const path = useMemo(() => wavePath(peaks), [peaks])
  useEffect(() => {
    const show = () => {
      const share = current && durationS > 0 ? Math.min(1, playback.position / durationS) : 0
      if (played.current) played.current.style.clipPath = `inset(0 ${100 - share * 100}% 0 0)`
    }
    show()
    if (!current) return
    if (!playing) {
      const timer = setInterval(show, 300)
      return () => clearInterval(timer)
    }
    let frame = requestAnimationFrame(function next() {
      show()
      frame = requestAnimationFrame(next)
    })
    return () => cancelAnimationFrame(frame)
  }, [current, playing, durationS])
  const seek = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    if (box.width > 0 && event.button === 0) onSeek((event.clientX - box.left) / box.width)
  }
  return (
    <svg
      className={classes.wave}
      viewBox={`0 0 ${BARS * BAR} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      onPointerDown={seek}
    >
      <rect width={BARS * BAR} height={HEIGHT} fill="transparent" />
      <path d={path} className={classes.rest} />
      <path ref={played} d={path} className={classes.played} />
    </svg>
  )
}

/** Return bars as high as the loudest sample of each part, the loudest of all at full height. */
export function wavePath(peaks: readonly number[]): string {
  const heights = Array.from({ length: BARS }, (_, bar) => {
    const first = Math.floor((bar * peaks.length) / BARS)
    const end = Math.max(first + 1, Math.floor(((bar + 1) * peaks.length) / BARS))
    return Math.max(0, ...peaks.slice(first, end)) / FULL_SCALE
  })
  const loudest = Math.max(0.05, ...heights)
  return heights
    .map((height, bar) => {
      const half = Math.max(0.75, (height / loudest) * (HEIGHT / 2 - 1))
      return `M${bar * BAR} ${round(HEIGHT / 2 - half)}h2v${round(half * 2)}h-2z`
    })
    .join('')
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
