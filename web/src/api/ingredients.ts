import type { Schemas } from './client'

export type IngredientKind = Exclude<Schemas['IngredientKind'], 'vector'>

/** Something a search begins with: a track, an artist, a mood… */
export interface Ingredient {
  kind: IngredientKind
  /** An id of a track, playlist or anchor; for the others, the name or the words themselves. */
  ref: string
}

export const INGREDIENT_KINDS: readonly IngredientKind[] = [
  'track',
  'artist',
  'mood',
  'playlist',
  'anchor',
  'text',
]

/** Write an ingredient as addresses hold it: "mood:happy". */
export function writeIngredient({ kind, ref }: Ingredient): string {
  return `${kind}:${ref}`
}

/** Read an ingredient of an address; what names no kind is the id of a track. */
export function readIngredient(text: string): Ingredient | undefined {
  const colon = text.indexOf(':')
  const kind = INGREDIENT_KINDS.find((one) => one === text.slice(0, colon))
  const ref = kind ? text.slice(colon + 1) : text
  return ref.trim() === '' ? undefined : { kind: kind ?? 'track', ref }
}

export function isSameIngredient(a: Ingredient, b: Ingredient): boolean {
  return a.kind === b.kind && a.ref === b.ref
}
