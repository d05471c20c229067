import type { Schemas } from '../../api/client'
import classes from './Discover.module.css'

interface StepChartProps {
  path: Schemas['PathOut']
  litId: string | null
  onLit: (id: string | null) => void
}

const WIDTH = 600
const HEIGHT = 110
const GAP = 2

/** Draw how far each track of a path is from the one before. */
export function StepChart({ path, litId, onLit }: StepChartProps) {
  const hops = path.items.slice(1)
  const { largest_step: largest, mean_step: mean } = path
  const scale = HEIGHT / Math.max(largest, 1e-9)
  const width = WIDTH / Math.max(1, hops.length)
  const figures = [
    ['Mean step', mean],
    ['Largest step', largest],
    ['Between both ends', path.direct_distance],
  ] as const
  return (
    <figure className={classes.card} style={{ margin: 0 }}>
      <svg
        className={classes.chart}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Steps of the path: on average ${inFigures(mean)}, at most ${inFigures(largest)}`}
      >
        {hops.map(({ track, distance }, place) => {
          const height = Math.max(1.5, (distance ?? 0) * scale)
          return (
            <g
              key={track.id}
              onPointerEnter={() => onLit(track.id)}
              onPointerLeave={() => onLit(null)}
            >
              <rect x={place * width} y={0} width={width} height={HEIGHT} fill="transparent" />
              <rect
                className={classes.bar}
                data-lit={track.id === litId || undefined}
                data-largest={(distance !== null && distance >= largest - 1e-6) || undefined}
                x={place * width + GAP / 2}
                y={HEIGHT - height}
                width={Math.max(1, width - GAP)}
                height={height}
                rx={1.5}
              />
            </g>
          )
        })}
        <line
          className={classes.mean}
          x1={0}
          x2={WIDTH}
          y1={HEIGHT - mean * scale}
          y2={HEIGHT - mean * scale}
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <dl className={classes.figures}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{inFigures(value)}</dd>
          </div>
        ))}
      </dl>
    </figure>
  )
}

function inFigures(distance: number): string {
  return distance.toFixed(3)
}
