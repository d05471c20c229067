import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { canvasColors } from '../../ui/theme'
import { fitCanvas } from './canvas'
import { columnsOf, type PeakPairs } from './peaks'
import classes from './StemPlayer.module.css'

interface StemWaveProps {
  peaks: PeakPairs | undefined
  durationS: number
  onSeek: (seconds: number) => void
}

/**
 * Draw the sound of a stem, once. A click goes to its place: for the pointer alone, the one slider
 * above does the same for keys.
 */
export function StemWave({ peaks, durationS, onSeek }: StemWaveProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const scheme = useComputedColorScheme('dark')
  useEffect(() => {
    const target = canvas.current
    if (!target) return
    const draw = () => drawWave(target, peaks, canvasColors[scheme].played)
    draw()
    const observer = new ResizeObserver(draw)
    observer.observe(target)
    return () => observer.disconnect()
  }, [peaks, scheme])
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

function drawWave(canvas: HTMLCanvasElement, peaks: PeakPairs | undefined, color: string): void {
  const context = fitCanvas(canvas)
  if (!context || !peaks) return
  const { clientWidth: width, clientHeight: height } = canvas
  context.fillStyle = color
  columnsOf(peaks, width).forEach(([low, high], x) => {
    const top = (1 - high) * (height / 2)
    context.fillRect(x, top, 1, Math.max(1, (high - low) * (height / 2)))
  })
}
