/** Nobody is turned down more than this for the sake of one clip that is very quiet. */
const MOST_HEADROOM_DB = 9

/**
 * Return how far to turn a clip down so that all are equally loud, given the gains that would make
 * them so. A browser's volume only turns down: all go down by as much as the quietest would go up.
 */
export function matchedGainDb(gainDb: number, allGainsDb: readonly number[]): number {
  const headroomDb = Math.min(MOST_HEADROOM_DB, Math.max(0, ...allGainsDb))
  return Math.min(0, gainDb - headroomDb)
}
