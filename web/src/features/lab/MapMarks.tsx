import { usePlayer } from '../../audio/player'
import type { PlacedClip } from './clipOrder'
import classes from './DistributionMap.module.css'
import type { Distribution } from './labApi'
import { useLab } from './labContext'
import { clipTitle } from './labWords'
import { useDistinctLabels } from './MapLegend'
import { placeLabels } from './mapLabels'
import type { makeProjection } from './mapScale'

const DOT = 7

interface Size {
  width: number
  height: number
}

/** A dot: a clip where it lies on the page. */
export interface Dot {
  found: PlacedClip
  x: number
  y: number
}

export const dotId = (clipId: string) => `dot-${clipId}`

interface DotMarkProps {
  dot: Dot
  active: boolean
  onPoint: (on: boolean) => void
}

export function DotMark({ dot: { found, x, y }, active, onPoint }: DotMarkProps) {
  const { session, colors, player, showClip } = useLab()
  const { clip, number, label, batchId, clusterId } = found
  const playing = usePlayer((state) => state.playing && state.track?.id === clip.id)
  const newest = session.batches.at(-1)?.id === batchId
  const ringed = newest && session.batches.length > 1
  return (
    <g
      id={dotId(clip.id)}
      role="option"
      aria-selected={active}
      aria-label={`${clipTitle(clip, number)}, ${label}${playing ? ', plays' : ''}`}
      className={classes.dot}
      data-newest={newest || undefined}
      data-active={active || undefined}
      data-playing={playing || undefined}
      style={{ color: colors.get(clusterId) }}
      onPointerEnter={(event) => {
        onPoint(true)
        if (event.pointerType === 'mouse') player.enter(clip.id)
      }}
      onPointerLeave={() => {
        onPoint(false)
        player.leave()
      }}
      onClick={() => showClip(clip.id)}
    >
      <circle cx={x} cy={y} r={14} fill="transparent" />
      {ringed && <circle cx={x} cy={y} r={DOT + 3.5} className={classes.ring} />}
      <circle cx={x} cy={y} r={DOT} className={classes.core} />
      {clip.favourite && <circle cx={x} cy={y} r={2.5} className={classes.heart} />}
    </g>
  )
}

export function Grid({ width, height }: { width: number; height: number }) {
  return <path className={classes.grid} d={`M${width / 2} 0V${height}M0 ${height / 2}H${width}`} />
}

interface CentresProps {
  distribution: Distribution
  project: ReturnType<typeof makeProjection>
}

/** Mark the middle of each group. */
export function Centres({ distribution, project }: CentresProps) {
  const { colors } = useLab()
  return distribution.clusters.map((cluster) => {
    const { x, y } = project(cluster)
    return (
      <path
        key={cluster.id}
        d={`M${x - 6} ${y}h12M${x} ${y - 6}v12`}
        className={classes.centre}
        style={{ color: colors.get(cluster.id) }}
      />
    )
  })
}

/** Name the groups, the newest first where there is no room for all. */
export function Names({
  distribution,
  project,
  dots,
  size,
}: CentresProps & { dots: Dot[]; size: Size }) {
  const labels = useDistinctLabels()
  const wishes = [...distribution.clusters].reverse().map((cluster) => ({
    id: cluster.id,
    words: `${labels.get(cluster.id) ?? cluster.label} · ${cluster.clip_count}`,
    ...project(cluster),
  }))
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it takes no focus
    <g aria-hidden="true">
      {placeLabels(wishes, dots, size).map(({ id, words, x, y }) => (
        <text key={id} x={x} y={y} className={classes.name}>
          {words}
        </text>
      ))}
    </g>
  )
}
