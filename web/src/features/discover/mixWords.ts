/** At this temperature, of two tracks the nearer one is hardly more likely. */
const HOTTEST = 10

/** The slider runs 0 to 100; the lower half is finer, as that is where it matters. */
export function heatOfSlider(value: number): number {
  return Number((HOTTEST * (value / 100) ** 2).toFixed(2))
}

export function sliderOfHeat(heat: number): number {
  return Math.round(100 * Math.sqrt(Math.min(HOTTEST, heat) / HOTTEST))
}

export function heatInWords(heat: number): string {
  if (heat === 0) return 'only the nearest'
  if (heat < 0.25) return `${heat}, mostly the nearest`
  if (heat < 1.5) return `${heat}, near ones more often`
  if (heat < 5) return `${heat}, rather by chance`
  return `${heat}, by chance`
}

export function apartInWords(distance: number): string {
  return distance === 0 ? 'nothing is left out' : `a distance of ${distance.toFixed(2)}`
}

const PROJECTIONS: Record<string, string> = {
  map: 'Everything lies where it lies on the map.',
  aligned: 'Across: the line between what you go towards and what you go away from.',
  discriminant: 'Laid out so that the two sides are as far apart as they can be.',
  local: 'Near each other what sounds alike.',
  pca: 'Laid out along what differs most.',
}

export function projectionInWords(projection: string): string {
  return PROJECTIONS[projection] ?? ''
}
