import { formatClock, formatFigure } from '../../ui/format'
import { pathOf, type Range, shareOf } from './curves'
import classes from './QaSection.module.css'
import type { Curves } from './qaReport'

const LEVELS: Range = { low: -40, high: 0 }
/** Below this there is nothing to draw: silence, or a window that is not full yet. */
const NOTHING_LUFS = -69

interface LoudnessCurveProps {
  curves: Curves
  durationS: number
  /** Of the whole. */
  loudnessLufs: number | null
}

/** Draw how loud the track is from its beginning to its end. */
export function LoudnessCurve({ curves, durationS, loudnessLufs }: LoudnessCurveProps) {
  const times: Range = { low: 0, high: Math.max(durationS, 1) }
  const { loudness_times_s: xs, momentary_lufs, short_term_lufs } = curves
  const whole = loudnessLufs === null ? null : 100 - 100 * shareOf(loudnessLufs, LEVELS)
  return (
    <figure className={classes.figure}>
      <figcaption>
        <b>Loudness over time</b>
        <span className={`${classes.key} ${classes.own}`}>3 s, thin: 0.4 s</span>
        {whole !== null && (
          <span className={`${classes.key} ${classes.other}`} data-dashed>
            the whole: {formatFigure(loudnessLufs, 1, 'LUFS')}
          </span>
        )}
      </figcaption>
      <svg
        className={classes.plot}
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={`Loudness over time; the whole has ${formatFigure(loudnessLufs, 1, 'LUFS')}`}
      >
        {[25, 50, 75].map((y) => (
          <line key={y} className={classes.grid} x1={0} x2={100} y1={y} y2={y} />
        ))}
        <path
          className={classes.own}
          data-thin
          d={pathOf(xs, heard(momentary_lufs), times, LEVELS)}
        />
        <path className={classes.own} d={pathOf(xs, heard(short_term_lufs), times, LEVELS)} />
        {whole !== null && (
          <path className={classes.other} data-dashed d={`M0,${whole}L100,${whole}`} />
        )}
      </svg>
      <div className={classes.axis} aria-hidden="true">
        <span>0:00</span>
        <span>0 to −40 LUFS, a line each 10</span>
        <span>{formatClock(durationS)}</span>
      </div>
    </figure>
  )
}

function heard(levels: readonly (number | null)[]): (number | null)[] {
  return levels.map((level) => (level === null || level < NOTHING_LUFS ? null : level))
}
