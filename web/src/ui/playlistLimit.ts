/** How many tracks a playlist takes. */
export const LONGEST_PLAYLIST = 20_000
