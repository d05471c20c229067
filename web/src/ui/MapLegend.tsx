import { memo } from 'react'
import { formatCount } from './format'
import classes from './MapLegend.module.css'
import { countOfEntry, type MapScale } from './mapScale'

interface MapLegendProps {
  scale: MapScale
  counts: Uint32Array
  hidden: ReadonlySet<string>
  onHidden: (hidden: ReadonlySet<string>) => void
}

/** Name every colour and how many tracks have it; each can be hidden. */
export const MapLegend = memo(function MapLegend(props: MapLegendProps) {
  const { scale, counts, hidden, onHidden } = props
  const entries = legendEntries(scale, counts)
  const toggle = (id: string) => {
    const next = new Set(hidden)
    if (!next.delete(id)) next.add(id)
    onHidden(next)
  }
  /** All others away; when they are away already, all back. */
  const only = (id: string) => {
    const others = entries.filter((entry) => entry.id !== id).map((entry) => entry.id)
    const alone = !hidden.has(id) && others.every((other) => hidden.has(other))
    onHidden(new Set(alone ? [] : others))
  }
  return (
    <ul className={classes.legend} aria-label={`Colours: ${scale.noun}`}>
      {entries.map(({ id, label, color, count }) => (
        <li key={id}>
          <button
            type="button"
            className={classes.entry}
            aria-pressed={!hidden.has(id)}
            title="Hide or show; with a double click, only this"
            onClick={() => toggle(id)}
            onDoubleClick={() => only(id)}
          >
            <span className={classes.swatch} style={{ background: color }} aria-hidden="true" />
            {label}
            <span className={classes.count}>{formatCount(count)}</span>
          </button>
        </li>
      ))}
      {hidden.size > 0 && (
        <li>
          <button type="button" className={classes.entry} onClick={() => onHidden(new Set())}>
            Show all
          </button>
        </li>
      )}
    </ul>
  )
})

/** Return what the legend lists: entries that some track has, with how many. */
export function legendEntries(scale: MapScale, counts: Uint32Array) {
  return scale.entries
    .map((entry) => ({ ...entry, count: countOfEntry(entry, counts) }))
    .filter(({ count }) => count > 0)
}
