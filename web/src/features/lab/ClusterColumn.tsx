import type { CSSProperties } from 'react'
import { formatNumberOf } from '../../ui/format'
import { ClipCard } from './ClipCard'
import classes from './ClusterColumn.module.css'
import type { PlacedClip } from './clipOrder'
import { EditableName } from './EditableName'
import { useRenameCluster } from './labActions'
import type { Cluster } from './labApi'
import { clusterElementId, useLab } from './labContext'
import { SteeringButtons } from './SteeringButtons'

interface ClusterColumnProps {
  cluster: Cluster
  batchNumber: number
  clips: readonly PlacedClip[]
}

/** Show a group of clips that sound alike, and where to go from it. */
export function ClusterColumn({ cluster, batchNumber, clips }: ClusterColumnProps) {
  const { session, colors, between } = useLab()
  const rename = useRenameCluster(session.id)
  return (
    <section
      id={clusterElementId(cluster.id)}
      className={classes.column}
      data-first={between === cluster.id || undefined}
      data-choosable={(between !== null && between !== cluster.id) || undefined}
      style={{ '--cluster': colors.get(cluster.id) } as CSSProperties}
      aria-label={`Group ${cluster.label} of batch ${batchNumber}`}
      tabIndex={-1}
    >
      <header className={classes.head}>
        <span className={classes.swatch} aria-hidden="true" />
        <EditableName
          what={`the group “${cluster.label}”`}
          value={cluster.label}
          maxLength={64}
          onSave={(label) => rename.mutateAsync({ clusterId: cluster.id, label })}
        >
          <h3 className={classes.label}>{cluster.label}</h3>
        </EditableName>
        <span className={classes.count} title={formatNumberOf(clips.length, 'clip')}>
          {clips.length}
        </span>
      </header>
      <ul className={classes.clips}>
        {clips.map((placed) => (
          <ClipCard key={placed.clip.id} placed={placed} />
        ))}
      </ul>
      <SteeringButtons cluster={cluster} />
    </section>
  )
}
