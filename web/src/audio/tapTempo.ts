/** After so long a pause somebody begins anew. */
const RESET_AFTER_MS = 2_000
/** A finger that bounces; no tempo of a session (up to 400 BPM) is as fast. */
const BOUNCE_MS = 120
/** Fingers wander: the last intervals tell the tempo, older ones only blur it. */
const INTERVALS = 8
/** Where a tap was missed, the interval is this far from the others, as a share. */
const OUTLIER_SHARE = 0.3

export interface TapTempo {
  /** Take a tap; return beats per minute to a tenth, null until the second one. */
  tap: (nowMs: number) => number | null
  reset: () => void
}

/** Make what turns taps into a tempo. */
export function makeTapTempo(): TapTempo {
  let lastMs: number | null = null
  let intervals: number[] = []
  const reset = () => {
    lastMs = null
    intervals = []
  }
  const tap = (nowMs: number) => {
    if (lastMs !== null && nowMs - lastMs > RESET_AFTER_MS) reset()
    const passed = lastMs === null ? null : nowMs - lastMs
    if (passed === null || passed >= BOUNCE_MS) lastMs = nowMs
    if (passed !== null && passed >= BOUNCE_MS) {
      intervals = [...intervals, passed].slice(-INTERVALS)
    }
    return intervals.length > 0 ? tempoOf(intervals) : null
  }
  return { tap, reset }
}

/** Return the tempo of intervals in milliseconds, without those that are far from their middle. */
export function tempoOf(intervalsMs: readonly number[]): number {
  const middle = medianOf(intervalsMs)
  const near = intervalsMs.filter((one) => Math.abs(one - middle) <= OUTLIER_SHARE * middle)
  // The mean of what is left: early and late taps cancel, which a median of few does not do.
  const mean = near.reduce((sum, one) => sum + one, 0) / near.length
  return Math.round(600_000 / mean) / 10
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[(sorted.length - 1) >> 1] ?? 0
}
