import classes from './EqBands.module.css'
import { formatFigure } from './format'

// The order of an equaliser, low to high.
const BANDS: readonly [string, string][] = [
  ['sub', 'Sub'],
  ['bass', 'Bass'],
  ['low_mid', 'Low mid'],
  ['mid', 'Mid'],
  ['high_mid', 'High mid'],
  ['presence', 'Presence'],
  ['brilliance', 'Brilliance'],
]

/** Give the level of each named band, relative to the whole. */
export function EqBands({ bandsDb }: { bandsDb: Readonly<Record<string, number>> }) {
  const known = BANDS.filter(([band]) => bandsDb[band] !== undefined)
  const loudest = Math.max(...known.map(([band]) => bandsDb[band] ?? Number.NEGATIVE_INFINITY))
  return (
    <dl className={classes.bands}>
      {known.map(([band, name]) => (
        <div key={band} data-loudest={bandsDb[band] === loudest || undefined}>
          <dt>{name}</dt>
          <dd>{formatFigure(bandsDb[band] ?? null, 0, '').trim()}</dd>
        </div>
      ))}
    </dl>
  )
}
