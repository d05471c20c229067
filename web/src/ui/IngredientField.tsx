import { useQuery } from '@tanstack/react-query'
import { ArrowLeftRight, X } from 'lucide-react'
import type { DragEvent } from 'react'
import { anchorsQuery } from '../api/discover'
import {
  type Ingredient,
  type IngredientKind,
  isSameIngredient,
  writeIngredient,
} from '../api/ingredients'
import { playlistsQuery, trackQuery } from '../api/queries'
import classes from './IngredientField.module.css'
import { KIND_NAMES } from './ingredientWords'
import { SeedPicker } from './SeedPicker'

interface IngredientFieldProps {
  label: string
  /** What one may choose. */
  kinds: readonly IngredientKind[]
  value: readonly Ingredient[]
  /** Only one: choosing another takes its place. */
  single?: boolean
  onChange: (value: Ingredient[]) => void
  /** Puts one to the other side, where there are two. */
  move?: { label: string; onMove: (ingredient: Ingredient) => void }
}

/** Choose what a search begins with; each choice is a chip that can be taken out. */
export function IngredientField(props: IngredientFieldProps) {
  const { label, kinds, value, single, onChange, move } = props
  const choose = (chosen: Ingredient) => {
    if (single) onChange([chosen])
    else if (!value.some((one) => isSameIngredient(one, chosen))) onChange([...value, chosen])
  }
  return (
    <div className={classes.field}>
      <SeedPicker label={label} kinds={kinds} onChoose={choose} />
      {value.length > 0 && (
        <ul className={classes.chips} aria-label={label}>
          {value.map((one) => (
            <Chip
              key={writeIngredient(one)}
              ingredient={one}
              move={move}
              onRemove={() => onChange(value.filter((other) => !isSameIngredient(one, other)))}
            />
          ))}
        </ul>
      )}
    </div>
  )
}

interface ChipProps {
  ingredient: Ingredient
  move: IngredientFieldProps['move']
  onRemove: () => void
}

function Chip({ ingredient, move, onRemove }: ChipProps) {
  const { name, hint, lost } = useIngredientName(ingredient)
  const drag = (event: DragEvent) => {
    event.dataTransfer.effectAllowed = 'move'
    event.dataTransfer.setData('text/plain', writeIngredient(ingredient))
  }
  return (
    <li
      className={classes.chip}
      data-lost={lost || undefined}
      draggable={move !== undefined}
      onDragStart={move && drag}
    >
      <span className={classes.words}>
        <span className={classes.kind}>{KIND_NAMES[ingredient.kind]}</span>
        <span className={classes.name}>{name}</span>
        {hint && <span className={classes.hint}>{hint}</span>}
      </span>
      {move && (
        <button
          type="button"
          className={classes.button}
          aria-label={`${move.label}: ${name}`}
          title={move.label}
          onClick={() => move.onMove(ingredient)}
        >
          <ArrowLeftRight size={14} aria-hidden="true" />
        </button>
      )}
      <button
        type="button"
        className={classes.button}
        aria-label={`Take ${name} out`}
        onClick={onRemove}
      >
        <X size={14} aria-hidden="true" />
      </button>
    </li>
  )
}

/** Name what an address names by its id. */
export function useIngredientName({ kind, ref }: Ingredient) {
  const track = useQuery({ ...trackQuery(ref), enabled: kind === 'track', retry: false })
  const playlists = useQuery({ ...playlistsQuery, enabled: kind === 'playlist' })
  const anchors = useQuery({ ...anchorsQuery, enabled: kind === 'anchor' })
  if (kind === 'track') {
    const { data, error } = track
    const name = data?.title ?? (error ? 'A track that is gone' : '…')
    return { name, hint: data?.artist ?? '', lost: error !== null }
  }
  if (kind === 'playlist' || kind === 'anchor') {
    const list: readonly { id: string; name: string }[] | undefined =
      kind === 'playlist' ? playlists.data : anchors.data
    const found = list?.find(({ id, name }) => id === ref || name === ref)
    const gone = list !== undefined && !found
    return { name: found?.name ?? (gone ? ref : '…'), hint: '', lost: gone }
  }
  return { name: ref, hint: '', lost: false }
}
