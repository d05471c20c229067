import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { waveformQuery } from '../../api/queries'
import { barHeights } from '../../ui/Waveform'
import classes from './SuggestionCard.module.css'

const BARS = 64
const BAR = 3 // of which a third is gap
const HEIGHT = 32

interface CardWaveProps {
  trackId: string
  playing: boolean
  /** How far into itself the sound is, 0 to 1; read per frame. */
  progress: () => number | null
}

/** Draw the outline of a sample, and how far it is played. */
export function CardWave({ trackId, playing, progress }: CardWaveProps) {
  const { data: peaks } = useQuery(waveformQuery(trackId))
  const played = useRef<SVGPathElement>(null)
  const path = useMemo(() => (peaks ? outline(barHeights(peaks, BARS)) : ''), [peaks])
  useEffect(() => {
    const show = () => {
      const share = playing ? (progress() ?? 0) : 0
      if (played.current) played.current.style.clipPath = `inset(0 ${100 - share * 100}% 0 0)`
    }
    show()
    if (!playing) return
    let frame = requestAnimationFrame(function next() {
      show()
      frame = requestAnimationFrame(next)
    })
    return () => cancelAnimationFrame(frame)
  }, [playing, progress])
  return (
    <svg
      className={classes.wave}
      viewBox={`0 0 ${BARS * BAR} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={path} className={classes.rest} />
      <path ref={played} d={path} className={classes.played} />
    </svg>
  )
}

function outline(heights: readonly number[]): string {
  const loudest = Math.max(0.05, ...heights)
  return heights
    .map((height, bar) => {
      const half = Math.max(0.75, (height / loudest) * (HEIGHT / 2 - 1))
      return `M${bar * BAR} ${(HEIGHT / 2 - half).toFixed(1)}h2v${(half * 2).toFixed(1)}h-2z`
    })
    .join('')
}
