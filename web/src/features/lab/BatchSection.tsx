import { Waves } from 'lucide-react'
import { Fragment } from 'react'
import { formatAge, formatMoment } from '../../ui/format'
import classes from './BatchSection.module.css'
import { ClusterColumn } from './ClusterColumn'
import type { PlacedClip } from './clipOrder'
import type { Batch } from './labApi'
import { useLab } from './labContext'
import { batchFacts, groupsNote, type Lineage, lineageOf } from './labWords'

interface BatchSectionProps {
  batch: Batch
  /** Its place in the session, from 1. */
  number: number
  clips: readonly PlacedClip[]
  newest: boolean
}

/** Show a batch: what it came from, and its groups side by side. */
export function BatchSection({ batch, number, clips, newest }: BatchSectionProps) {
  const { labels } = useLab()
  const note = groupsNote(batch)
  return (
    <section className={classes.batch} aria-label={`Batch ${number}`} data-batch={batch.id}>
      <header className={classes.head}>
        <h2 className={classes.title}>
          <LineageWords lineage={lineageOf(batch, labels)} />
        </h2>
        {newest && <span className={classes.newest}>newest</span>}
        <span className={classes.facts}>
          batch {number} · {batchFacts(batch)} · seed {batch.seed} ·{' '}
          <span title={formatMoment(batch.created_at)}>{formatAge(batch.created_at)}</span>
        </span>
      </header>
      {note && (
        <p className={classes.note}>
          <Waves size={15} aria-hidden="true" />
          {note}
        </p>
      )}
      <div className={classes.columns}>
        {batch.clusters.map((cluster) => (
          <ClusterColumn
            key={cluster.id}
            cluster={cluster}
            batchNumber={number}
            clips={clips.filter(({ clusterId }) => clusterId === cluster.id)}
          />
        ))}
      </div>
      {batch.clusters.length === 0 && <p className={classes.facts}>All its clips are deleted.</p>}
    </section>
  )
}

/** Name the groups a batch came from, each leading to where it stands. */
function LineageWords({ lineage }: { lineage: Lineage }) {
  const { showCluster, colors } = useLab()
  return (
    <>
      {lineage.before}
      {lineage.parents.map(({ id, label }, place) => (
        <Fragment key={id}>
          {place > 0 && ' and'}{' '}
          {label === undefined ? (
            'a group that is gone'
          ) : (
            <button type="button" className={classes.parent} onClick={() => showCluster(id)}>
              <span
                className={classes.swatch}
                style={{ background: colors.get(id) }}
                aria-hidden="true"
              />
              {label}
            </button>
          )}
        </Fragment>
      ))}
    </>
  )
}
