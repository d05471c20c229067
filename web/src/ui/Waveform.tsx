import { useComputedColorScheme } from '@mantine/core'
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useRef,
} from 'react'
import { formatClock } from './format'
import { canvasColors } from './theme'
import classes from './Waveform.module.css'

const BAR_PX = 2
const GAP_PX = 1
const FULL_SCALE = 127 // the API gives peaks as signed bytes
const STEP_S = 5
const LEAP_S = 30

interface Peaks {
  low: readonly number[]
  high: readonly number[]
}

interface WaveformProps {
  /** What to call it for who cannot see it. */
  label: string
  peaks: Peaks | undefined
  durationS: number
  /** Read per frame, so that moving on renders nothing. */
  position: () => number
  /** Whether the position moves by itself. */
  moving: boolean
  onSeek: (seconds: number) => void
  height: number
  disabled?: boolean
  /** What lies behind the sound; it takes no clicks. */
  children?: ReactNode
}

/** Draw the outline of a track's sound and let people go to a place in it. */
export function Waveform(props: WaveformProps) {
  const { label, peaks, durationS, position, moving, onSeek, height, disabled = false } = props
  const scheme = useComputedColorScheme('dark')
  const root = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)

  const draw = useCallback(() => {
    const now = Math.min(position(), durationS)
    if (canvas.current) {
      drawBars(canvas.current, peaks, durationS > 0 ? now / durationS : 0, canvasColors[scheme])
    }
    root.current?.setAttribute('aria-valuenow', String(Math.round(now)))
    root.current?.setAttribute('aria-valuetext', `${formatClock(now)} of ${formatClock(durationS)}`)
  }, [peaks, durationS, position, scheme])

  useEffect(() => {
    draw()
    if (!moving) return
    let frame = requestAnimationFrame(function next() {
      draw()
      frame = requestAnimationFrame(next)
    })
    return () => cancelAnimationFrame(frame)
  }, [draw, moving])

  useEffect(() => {
    if (!canvas.current) return
    const observer = new ResizeObserver(draw)
    observer.observe(canvas.current)
    return () => observer.disconnect()
  }, [draw])

  const seek = (seconds: number) => {
    if (disabled) return
    onSeek(Math.min(durationS, Math.max(0, seconds)))
    requestAnimationFrame(draw)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    const target = seekTarget(event.key, position(), durationS)
    if (target === undefined) return
    event.preventDefault()
    seek(target)
  }

  const onPointer = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return
    event.currentTarget.setPointerCapture?.(event.pointerId)
    const box = event.currentTarget.getBoundingClientRect()
    seek(((event.clientX - box.left) / box.width) * durationS)
  }

  return (
    <div
      ref={root}
      className={classes.waveform}
      style={{ height }}
      role="slider"
      tabIndex={disabled ? -1 : 0}
      aria-label={label}
      aria-disabled={disabled}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationS)}
      aria-valuenow={0}
      onKeyDown={onKeyDown}
      onPointerDown={onPointer}
      onPointerMove={onPointer}
    >
      {props.children}
      <canvas ref={canvas} className={classes.canvas} />
    </div>
  )
}

/** Return where a key leads from `now`, or nothing for a key that does not seek. */
export function seekTarget(key: string, now: number, durationS: number): number | undefined {
  const moves: Record<string, number> = {
    ArrowRight: now + STEP_S,
    ArrowUp: now + STEP_S,
    ArrowLeft: now - STEP_S,
    ArrowDown: now - STEP_S,
    PageUp: now + LEAP_S,
    PageDown: now - LEAP_S,
    Home: 0,
    End: durationS,
  }
  return moves[key]
}

/** Return the largest swing, 0 to 1, for each of `count` bars. */
export function barHeights(peaks: Peaks, count: number): number[] {
  const points = peaks.high.length
  return Array.from({ length: count }, (_, bar) => {
    const first = Math.floor((bar * points) / count)
    const end = Math.max(first + 1, Math.floor(((bar + 1) * points) / count))
    let swing = 0
    for (let i = first; i < end && i < points; i++) {
      swing = Math.max(swing, Math.abs(peaks.high[i] ?? 0), Math.abs(peaks.low[i] ?? 0))
    }
    return swing / FULL_SCALE
  })
}

function drawBars(
  canvas: HTMLCanvasElement,
  peaks: Peaks | undefined,
  played: number,
  colors: { played: string; rest: string },
) {
  const context = canvas.getContext('2d')
  if (!context) return
  const { clientWidth: width, clientHeight: height } = canvas
  const ratio = globalThis.devicePixelRatio || 1
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  const count = Math.floor((width + GAP_PX) / (BAR_PX + GAP_PX))
  const heights = peaks ? barHeights(peaks, count) : new Array<number>(count).fill(0)
  const loudest = Math.max(0.05, ...heights)
  heights.forEach((share, bar) => {
    const x = bar * (BAR_PX + GAP_PX)
    const barHeight = Math.max(2, (share / loudest) * (height - 2))
    context.fillStyle = (x + BAR_PX / 2) / width < played ? colors.played : colors.rest
    context.beginPath()
    context.roundRect(x, (height - barHeight) / 2, BAR_PX, barHeight, 1)
    context.fill()
  })
}
