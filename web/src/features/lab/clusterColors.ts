import { CATEGORY_COLORS } from '../../ui/palette'
import { hueOf } from '../../ui/TrackTile'
import type { Batch } from './labApi'

export const CLUSTER_COLORS = CATEGORY_COLORS

const COUNT = CLUSTER_COLORS.length
/** Groups of a batch stand side by side: a quarter of the circle tells them apart. */
const APART = COUNT / 4

/**
 * Give each group a colour that stays: it depends on the group's id, and on older groups only
 * where they would be the same, or hardly told apart within a batch. After as many groups as there
 * are colours they come again.
 */
export function clusterColors(batches: readonly Batch[]): ReadonlyMap<string, string> {
  const colors = new Map<string, string>()
  const uses = new Array<number>(COUNT).fill(0)
  for (const batch of batches) {
    const here: number[] = []
    for (const { id } of batch.clusters) {
      const place = bestPlace(hueOf(id) % COUNT, uses, here)
      uses[place] = (uses[place] ?? 0) + 1
      here.push(place)
      colors.set(id, CLUSTER_COLORS[place] ?? CLUSTER_COLORS[0])
    }
  }
  return colors
}

/** Return the place that is used least and far enough from others here, from `start` on. */
function bestPlace(start: number, uses: readonly number[], here: readonly number[]): number {
  let best = start
  let cost = Number.POSITIVE_INFINITY
  for (let step = 0; step < COUNT; step++) {
    const place = (start + step) % COUNT
    const nearness = here.reduce((sum, other) => sum + Math.max(0, APART - gap(place, other)), 0)
    const price = (uses[place] ?? 0) + 2 * nearness
    if (price < cost) {
      best = place
      cost = price
    }
  }
  return best
}

function gap(a: number, b: number): number {
  const steps = Math.abs(a - b)
  return Math.min(steps, COUNT - steps)
}
