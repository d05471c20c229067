import { useMemo } from 'react'
import classes from './DistributionMap.module.css'
import type { Distribution } from './labApi'
import { useLab } from './labContext'
import { distinctLabels } from './labWords'

/** Name every group with its colour; each leads to where it stands. */
export function MapLegend({ distribution }: { distribution: Distribution }) {
  const { colors, showCluster } = useLab()
  const labels = useDistinctLabels()
  return (
    <ul className={classes.legend} aria-label="Groups on the map">
      {distribution.clusters.map((cluster) => (
        <li key={cluster.id}>
          <button type="button" className={classes.entry} onClick={() => showCluster(cluster.id)}>
            <span
              className={classes.swatch}
              style={{ background: colors.get(cluster.id) }}
              aria-hidden="true"
            />
            {labels.get(cluster.id) ?? cluster.label}
            <span className={classes.count}>{cluster.clip_count}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

export function useDistinctLabels(): ReadonlyMap<string, string> {
  const { session } = useLab()
  return useMemo(() => distinctLabels(session.batches), [session.batches])
}
