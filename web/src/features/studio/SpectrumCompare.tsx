import { pathOf, type Range } from './curves'
import classes from './QaSection.module.css'
import type { Curves } from './qaReport'

const HEARD: Range = { low: Math.log10(20), high: Math.log10(20_000) }
const HEIGHT_DB = 60
const DECADES_HZ = [100, 1_000, 10_000]

interface SpectrumCompareProps {
  curves: Curves
  /** What the other line is; null without a reference. */
  reference: string | null
}

/** Draw the spectrum of the mix, against that of the reference if there is one. */
export function SpectrumCompare({ curves, reference }: SpectrumCompareProps) {
  const { spectrum_hz, spectrum_db, reference_db } = curves
  const xs = spectrum_hz.map((hz) => Math.log10(hz))
  const top = Math.max(...spectrum_db, ...reference_db) + 3
  const levels: Range = { low: top - HEIGHT_DB, high: top }
  const compared = reference_db.length > 1
  const other = reference ?? 'the reference'
  return (
    <figure className={classes.figure}>
      <figcaption>
        <b>Spectrum</b>
        <span className={`${classes.key} ${classes.own}`}>this</span>
        {compared && (
          <span className={`${classes.key} ${classes.other}`} data-dashed>
            {other}
          </span>
        )}
      </figcaption>
      <svg
        className={classes.plot}
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={`Spectrum from 20 Hz to 20 kHz${compared ? `, against ${other}: ${farthest(curves)}` : ''}`}
      >
        {DECADES_HZ.map((hz) => {
          const x = (100 * (Math.log10(hz) - HEARD.low)) / (HEARD.high - HEARD.low)
          return <line key={hz} className={classes.grid} x1={x} x2={x} y1={0} y2={100} />
        })}
        {compared && (
          <path className={classes.other} data-dashed d={pathOf(xs, reference_db, HEARD, levels)} />
        )}
        <path className={classes.own} d={pathOf(xs, spectrum_db, HEARD, levels)} />
      </svg>
      <div className={classes.axis} aria-hidden="true">
        <span>20 Hz</span>
        <span>200 Hz</span>
        <span>2 kHz</span>
        <span>20 kHz</span>
      </div>
    </figure>
  )
}

/** Say where the two differ most, for who cannot see the lines. */
export function farthest({ spectrum_hz, spectrum_db, reference_db }: Curves): string {
  const differences = spectrum_db.map((level, band) => level - (reference_db[band] ?? level))
  const widest = differences.reduce(
    (best, one, band) => (Math.abs(one) > Math.abs(differences[best] ?? 0) ? band : best),
    0,
  )
  const difference = differences[widest] ?? 0
  const hz = Math.round(spectrum_hz[widest] ?? 0)
  const way = difference < 0 ? 'quieter' : 'louder'
  return `at most ${Math.abs(difference).toFixed(1)} dB ${way}, at ${hz} Hz`
}
