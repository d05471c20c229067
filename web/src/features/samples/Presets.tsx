import { useQuery } from '@tanstack/react-query'
import { formatCount } from '../../ui/format'
import classes from './SamplesPage.module.css'
import { type ContextUpdate, presetsQuery } from './samplesApi'

/** Offer contexts to begin with, while nothing is known. */
export function Presets({ onChoose }: { onChoose: (update: ContextUpdate) => void }) {
  const { data: presets = [] } = useQuery(presetsQuery)
  return (
    <div className={classes.presets}>
      <p>
        Nothing is known of what you make yet: these are recent samples of all sorts. Set a tempo or
        a key above{presets.length > 0 ? ', accept what you like, or begin with:' : '.'}
      </p>
      {presets.length > 0 && (
        <ul aria-label="To begin with">
          {presets.map(({ name, sample_count, context }) => (
            <li key={name}>
              <button type="button" onClick={() => onChoose(context)}>
                {name}
                <span title="Samples">{formatCount(sample_count)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
