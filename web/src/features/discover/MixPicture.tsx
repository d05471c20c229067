import type { Schemas } from '../../api/client'
import classes from './Discover.module.css'
import { projectionInWords } from './mixWords'
import { layOut, type PlacedMark } from './pictureLayout'

interface MixPictureProps {
  result: Schemas['AlchemyOut']
  litId: string | null
  onLit: (id: string | null) => void
  onPick: (id: string) => void
}

const SIDE = 360

const ROLES: readonly [role: string, words: string][] = [
  ['result', 'found'],
  ['filtered_out', 'left out'],
  ['add', 'towards'],
  ['subtract', 'away from'],
]

/** Draw a mixture: what went in, what came out, and what was left out because it is too near. */
export function MixPicture({ result, litId, onLit, onPick }: MixPictureProps) {
  const marks = layOut(result.marks, SIDE)
  if (marks.length === 0) return null
  const lit = marks.find(
    ({ trackId, role }) => trackId === litId && litId !== null && isTrack(role),
  )
  const shown = ROLES.filter(([role]) => marks.some((mark) => mark.role === role))
  return (
    <>
      <div className={classes.picture}>
        <svg
          viewBox={`0 0 ${SIDE} ${SIDE}`}
          role="img"
          aria-label={`Picture of the mixture: ${result.items.length} tracks found, ${result.filtered_out.length} left out. The lists hold the same.`}
        >
          {marks.map((mark) => (
            <Mark key={mark.key} mark={mark} lit={mark === lit} onLit={onLit} onPick={onPick} />
          ))}
          {marks.map(
            (mark) =>
              (mark === lit || mark.role === 'add' || mark.role === 'subtract') && (
                <text
                  key={mark.key}
                  className={classes.markName}
                  x={mark.x}
                  y={mark.y - 10}
                  textAnchor={mark.x < SIDE / 4 ? 'start' : mark.x > 0.75 * SIDE ? 'end' : 'middle'}
                >
                  {mark.name}
                </text>
              ),
          )}
        </svg>
      </div>
      <ul className={classes.key} aria-label="Colours of the picture">
        {shown.map(([role, words]) => (
          <li key={role}>
            <svg width={12} height={12} aria-hidden="true">
              <circle className={classes.mark} data-role={role} cx={6} cy={6} r={5} />
            </svg>
            {words}
          </li>
        ))}
      </ul>
      <p className={classes.words}>{projectionInWords(result.projection)}</p>
    </>
  )
}

const isTrack = (role: string) => role === 'result' || role === 'filtered_out'

interface MarkProps {
  mark: PlacedMark
  lit: boolean
  onLit: (id: string | null) => void
  onPick: (id: string) => void
}

function Mark({ mark, lit, onLit, onPick }: MarkProps) {
  const { role, x, y, trackId } = mark
  const look = { className: classes.mark, 'data-role': role, 'data-lit': lit || undefined }
  if (role.endsWith('_centroid')) {
    return <path {...look} d={`M${x - 7} ${y - 1.5}h14v3h-14zM${x - 1.5} ${y - 7}h3v14h-3z`} />
  }
  if (!isTrack(role)) {
    return <path {...look} d={`M${x} ${y - 7}l7 7l-7 7l-7 -7z`} />
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the list offers the same to the keyboard
    <circle
      {...look}
      cx={x}
      cy={y}
      r={role === 'result' ? 5.5 : 4}
      onPointerEnter={() => onLit(trackId)}
      onPointerLeave={() => onLit(null)}
      onClick={() => trackId && onPick(trackId)}
    />
  )
}
