import classes from './Spectrum.module.css'

/** The quietest level drawn: below it nothing is heard beside the loudest band. */
const FLOOR_DB = -60
const SLOT = 10
const BAR = 7
const HEIGHT = 100
const FIRST_BAND_HZ = 20

interface SpectrumProps {
  /** Third-octave bands from 20 Hz to 20 kHz, in dB; drawn relative to the loudest. */
  bandsDb: readonly number[]
}

/** Draw how a track's sound is spread from low to high. */
export function Spectrum({ bandsDb }: SpectrumProps) {
  const loudestDb = Math.max(...bandsDb)
  return (
    <figure className={classes.figure}>
      <svg
        className={classes.bars}
        viewBox={`0 0 ${bandsDb.length * SLOT} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Spectrum; loudest around ${loudestBand(bandsDb)}`}
      >
        {bandsDb.map((level, band) => {
          const share = barShare(level - loudestDb)
          const height = Math.max(1.5, share * HEIGHT)
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a band is its place
              key={band}
              className={classes.bar}
              x={band * SLOT + (SLOT - BAR) / 2}
              y={HEIGHT - height}
              width={BAR}
              height={height}
              rx={1.5}
              opacity={0.45 + 0.55 * share}
            />
          )
        })}
      </svg>
      <div className={classes.marks} aria-hidden="true">
        <span>20 Hz</span>
        <span>200 Hz</span>
        <span>2 kHz</span>
        <span>20 kHz</span>
      </div>
    </figure>
  )
}

/** Map a level, relative to the loudest band, to the height of its bar, 0 to 1. */
export function barShare(levelDb: number): number {
  return Math.min(1, Math.max(0, 1 - levelDb / FLOOR_DB))
}

/** Name the frequency of the loudest band: "100 Hz", "2.5 kHz". */
export function loudestBand(bandsDb: readonly number[]): string {
  const band = bandsDb.indexOf(Math.max(...bandsDb))
  const hz = FIRST_BAND_HZ * 10 ** (Math.max(0, band) / 10) // ten third-octaves to a decade
  return hz >= 1000 ? `${Number((hz / 1000).toPrecision(2))} kHz` : `${Math.round(hz)} Hz`
}
