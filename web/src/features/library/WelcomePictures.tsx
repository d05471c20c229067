import { categoryColor } from '../../ui/palette'
import classes from './WelcomePage.module.css'

// Small drawings of what lies behind each way in; they say nothing that the words do not.

const SLEEVES = [0, 1, 2, 3]

/** Sleeves in a box. */
export function FolderPicture() {
  return (
    <svg viewBox="0 0 240 96" className={classes.drawing} aria-hidden="true">
      {SLEEVES.map((place) => (
        <g key={place} transform={`translate(${52 + 30 * place} ${12 + 3 * (place % 2)})`}>
          <rect width="46" height="62" rx="5" fill={categoryColor(place)} />
          <circle cx="23" cy="26" r="12" className={classes.hole} />
          <circle cx="23" cy="26" r="3.5" fill={categoryColor(place)} />
        </g>
      ))}
      <path d="M40 56h160l-8 32a6 6 0 0 1-6 4H54a6 6 0 0 1-6-4z" className={classes.box} />
    </svg>
  )
}

const ISLANDS = [
  { x: 52, y: 38, size: 15 },
  { x: 98, y: 62, size: 13 },
  { x: 128, y: 26, size: 12 },
  { x: 166, y: 60, size: 15 },
  { x: 198, y: 30, size: 11 },
]
const GOLDEN_ANGLE = 2.39996 // spreads seeds in a sunflower, and these points

/** A map with its islands of genres. */
export function DemoPicture() {
  return (
    <svg viewBox="0 0 240 96" className={classes.drawing} aria-hidden="true">
      {ISLANDS.flatMap(({ x, y, size }, island) =>
        Array.from({ length: 18 }, (_, point) => {
          const far = 2 * size * Math.sqrt((point + 0.5) / 18)
          return (
            <circle
              // biome-ignore lint/suspicious/noArrayIndexKey: a fixed drawing
              key={`${island} ${point}`}
              cx={x + far * Math.cos(point * GOLDEN_ANGLE)}
              cy={y + 0.8 * far * Math.sin(point * GOLDEN_ANGLE)}
              r={2.4}
              fill={categoryColor(island)}
            />
          )
        }),
      )}
    </svg>
  )
}

const STEMS = [0, 1, 2]
const BARS = 38

/** Three stems of a track. */
export function MakePicture() {
  return (
    <svg viewBox="0 0 240 96" className={classes.drawing} aria-hidden="true">
      {STEMS.flatMap((stem) =>
        Array.from({ length: BARS }, (_, bar) => {
          const height = 3 + 19 * Math.abs(Math.sin((bar + 3) * (0.31 + 0.17 * stem)) ** 2)
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a fixed drawing
              key={`${stem} ${bar}`}
              x={26 + 5 * bar}
              y={18 + 30 * stem - height / 2}
              width="3"
              height={height}
              rx="1.5"
              fill={categoryColor(stem)}
            />
          )
        }),
      )}
    </svg>
  )
}
