import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { canvasColors } from '../../ui/theme'
import { fitCanvas } from './canvas'
import { columnsOf, type PeakPairs } from './peaks'
import classes from './StemPlayer.module.css'

interface StemWaveProps {
  peaks: PeakPairs | undefined
  /** Shared by all stems, so that loud ones look loud. */
  scale: number
  durationS: number
  onSeek: (seconds: number) => void
}

/**
 * Draw the sound of a stem, once. A click goes to its place: for the pointer alone, the one slider
 * above does the same for keys.
 */
export function StemWave({ peaks, scale, durationS, onSeek }: StemWaveProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const scheme = useComputedColorScheme('dark')
  useEffect(() => {
    const target = canvas.current
    if (!target) return
    const draw = () => drawWave(target, peaks, scale, canvasColors[scheme].played)
    draw()
    const observer = new ResizeObserver(draw)
    observer.observe(target)
    return () => observer.disconnect()
  }, [peaks, scale, scheme])
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it takes no focus
    <canvas
      ref={canvas}
      className={classes.wave}
      aria-hidden="true"
      onPointerDown={(event) => {
        const box = event.currentTarget.getBoundingClientRect()
        if (box.width > 0) onSeek(((event.clientX - box.left) / box.width) * durationS)
      }}
    />
  )
}

function drawWave(
  canvas: HTMLCanvasElement,
  peaks: PeakPairs | undefined,
  scale: number,
  color: string,
): void {
  const context = fitCanvas(canvas)
  if (!context || !peaks) return
  const { clientWidth: width, clientHeight: height } = canvas
  const half = height / 2
  context.fillStyle = color
  for (const [x, [low, high]] of columnsOf(peaks, width).entries()) {
    const top = half - high * scale * half
    context.fillRect(x, top, 1, Math.max(1, (high - low) * scale * half))
  }
}
