/** Nearer to each other than this, ticks are a smear. */
const LEAST_GAP_PX = 6
/** With this between two beats they are easy to tell apart. */
const WIDE_GAP_PX = 12
/** Browsers draw no wider canvas on a screen with two device pixels to one. */
const WIDEST_PX = 8_000

export interface Ticks {
  beatsS: readonly number[]
  downbeatsS: readonly number[]
}

/** Return which ticks there is room for: beats and first beats, first beats alone, or none. */
export function chooseTicks(ticks: Ticks, durationS: number, widthPx: number): Ticks {
  const fits = (timesS: readonly number[]) =>
    medianGap(timesS) * (widthPx / durationS) >= LEAST_GAP_PX
  if (durationS <= 0 || widthPx <= 0) return { beatsS: [], downbeatsS: [] }
  if (fits(ticks.beatsS)) return ticks
  return { beatsS: [], downbeatsS: fits(ticks.downbeatsS) ? ticks.downbeatsS : [] }
}

/** Return how many times wider a picture must be for its beats to be seen; 1: it is wide enough. */
export function zoomForBeats(
  beatsS: readonly number[],
  durationS: number,
  widthPx: number,
): number {
  const gapPx = medianGap(beatsS) * (widthPx / durationS)
  if (!(gapPx > 0) || widthPx <= 0) return 1
  return Math.max(1, Math.min(WIDE_GAP_PX / gapPx, WIDEST_PX / widthPx))
}

/** Return the usual time between two ticks in seconds; 0 when there are not two. */
export function medianGap(timesS: readonly number[]): number {
  const gaps = timesS.slice(1).map((time, i) => time - (timesS[i] ?? time))
  gaps.sort((a, b) => a - b)
  return gaps[Math.floor(gaps.length / 2)] ?? 0
}

/** Return one line of an SVG path for each moment, `heightPx` high and standing on the bottom. */
export function tickPath(timesS: readonly number[], bottomPx: number, heightPx: number): string {
  return timesS.map((time) => `M${time.toFixed(3)} ${bottomPx}v${-heightPx}`).join('')
}
