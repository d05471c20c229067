import { Button } from '@mantine/core'
import { ArrowLeftRight, Minus, Plus } from 'lucide-react'
import classes from './ClusterColumn.module.css'
import { CountMenu } from './CountMenu'
import type { Cluster } from './labApi'
import { useLab } from './labContext'

/** Ask for clips like those of a group, unlike them, or between it and another. */
export function SteeringButtons({ cluster }: { cluster: Cluster }) {
  const { most, between, setBetween, make, asking } = useLab()
  if (between !== null && between !== cluster.id) {
    return <BetweenChoice cluster={cluster} first={between} />
  }
  const label = `“${cluster.label}”`
  return (
    <div className={classes.steering}>
      <CountMenu
        label={`More like ${label}`}
        variant="light"
        size="compact-sm"
        most={most}
        loading={asking}
        leftSection={<Plus size={14} />}
        onChoose={(count) => make({ kind: 'more', clusterId: cluster.id }, count)}
      >
        More like this
      </CountMenu>
      <CountMenu
        label={`Less like ${label}`}
        variant="default"
        size="compact-sm"
        most={most}
        loading={asking}
        leftSection={<Minus size={14} />}
        onChoose={(count) => make({ kind: 'less', clusterId: cluster.id }, count)}
      >
        Less
      </CountMenu>
      <Button
        variant={between === cluster.id ? 'filled' : 'default'}
        size="compact-sm"
        aria-label={`Between ${label} and another group`}
        aria-pressed={between === cluster.id}
        leftSection={<ArrowLeftRight size={14} />}
        onClick={() => setBetween(between === cluster.id ? null : cluster.id)}
      >
        Between
      </Button>
    </div>
  )
}

function BetweenChoice({ cluster, first }: { cluster: Cluster; first: string }) {
  const { most, labels, setBetween, make } = useLab()
  return (
    <div className={classes.steering}>
      <CountMenu
        label={`Between “${labels.get(first)}” and “${cluster.label}”`}
        variant="filled"
        size="compact-sm"
        most={most}
        leftSection={<ArrowLeftRight size={14} />}
        onChoose={(count) => {
          make({ kind: 'between', clusterIds: [first, cluster.id] }, count)
          setBetween(null)
        }}
      >
        …and this one
      </CountMenu>
    </div>
  )
}
