import { fullFilter, toIngredientIn } from '../../api/discover'
import { type Ingredient, readIngredient, writeIngredient } from '../../api/ingredients'
import type { SharedSearch } from './discoverSearch'
import { PER_ARTIST } from './SharedSettings'

/** Make the part of a request that is the same for every search. */
export function sharedBody({ artist = PER_ARTIST, space = 'dsp', filter }: SharedSearch) {
  return { per_artist: artist === 0 ? null : artist, space, filter: fullFilter(filter) }
}

/** Return the ingredients that an address names. */
export function ingredientsOf(texts: string | readonly string[] | undefined): Ingredient[] {
  const all = texts === undefined ? [] : typeof texts === 'string' ? [texts] : texts
  return all.flatMap((text) => readIngredient(text) ?? [])
}

/** Return how an address names ingredients; none: not at all. */
export function textsOf(ingredients: readonly Ingredient[]): string[] | undefined {
  return ingredients.length > 0 ? ingredients.map(writeIngredient) : undefined
}

export const toIngredients = (texts: string | readonly string[] | undefined) =>
  ingredientsOf(texts).map(toIngredientIn)

const MOST_SEEDS = 2 ** 31

/** Draw a number for another way, or another mixture. */
export function drawSeed(): number {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1))
  return drawn % MOST_SEEDS
}

/** Return how to take the filter away, where there is one. */
export function widenOf({ filter }: SharedSearch, change: (part: SharedSearch) => void) {
  return filter && (() => change({ filter: undefined }))
}
