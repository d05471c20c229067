import { useQuery } from '@tanstack/react-query'
import { type DragEvent, useState } from 'react'
import { facetsQuery } from '../../api/discover'
import {
  INGREDIENT_KINDS,
  type Ingredient,
  isSameIngredient,
  readIngredient,
} from '../../api/ingredients'
import { IngredientField } from '../../ui/IngredientField'
import classes from './Discover.module.css'
import type { AlchemySearch } from './discoverSearch'
import { ingredientsOf, textsOf } from './searchBody'

type Side = 'add' | 'away'

const NAMES: Record<Side, string> = { add: 'Towards', away: 'Away from' }

interface MixColumnsProps {
  search: AlchemySearch
  onChange: (part: Pick<AlchemySearch, Side>) => void
}

/** Choose what to go towards and what to go away from; what is on one side can be dragged over. */
export function MixColumns({ search, onChange }: MixColumnsProps) {
  const { data: facets } = useQuery(facetsQuery)
  const [over, setOver] = useState<Side | null>(null)
  const kinds = INGREDIENT_KINDS.filter((kind) => kind !== 'text' || facets?.text_space)
  const put = (side: Side, one: Ingredient) => {
    const sides = { add: ingredientsOf(search.add), away: ingredientsOf(search.away) }
    const others = (from: Side) => sides[from].filter((other) => !isSameIngredient(one, other))
    const away = side === 'away' ? [...others('away'), one] : others('away')
    const add = side === 'add' ? [...others('add'), one] : others('add')
    onChange({ add: textsOf(add), away: textsOf(away) })
  }
  const dropOn = (side: Side) => ({
    onDragOver: (event: DragEvent) => {
      event.preventDefault()
      setOver(side)
    },
    onDragLeave: () => setOver(null),
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      setOver(null)
      const dropped = readIngredient(event.dataTransfer.getData('text/plain'))
      if (dropped) put(side, dropped)
    },
  })
  return (
    <div className={classes.pair}>
      {(['add', 'away'] as const).map((side) => {
        const other = side === 'add' ? 'away' : 'add'
        return (
          <section
            key={side}
            className={classes.column}
            aria-label={NAMES[side]}
            data-over={over === side || undefined}
            {...dropOn(side)}
          >
            <IngredientField
              label={NAMES[side]}
              kinds={kinds}
              value={ingredientsOf(search[side])}
              onChange={(value) => {
                const added = value.find(
                  (one) => !ingredientsOf(search[side]).some((old) => isSameIngredient(one, old)),
                )
                if (added) put(side, added)
                else onChange({ [side]: textsOf(value) })
              }}
              move={{
                label: `Move to “${NAMES[other].toLowerCase()}”`,
                onMove: (one) => put(other, one),
              }}
            />
          </section>
        )
      })}
    </div>
  )
}
