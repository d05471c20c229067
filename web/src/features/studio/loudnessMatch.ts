/** The gains that make both sides of a comparison equally loud. */
export interface MatchedGains {
  gainDb: number
  mixGainDb: number
}

/**
 * Return how far to turn each side down, given what would make the reference as loud as the mix.
 * Nothing is ever turned up: the louder one goes down, so that neither is distorted.
 */
export function matchedGains(referenceGainDb: number | null): MatchedGains {
  const gainDb = referenceGainDb ?? 0
  return gainDb > 0 ? { gainDb: 0, mixGainDb: -gainDb } : { gainDb, mixGainDb: 0 }
}
