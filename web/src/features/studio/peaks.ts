/** The lowest and highest sample, -1 to 1, of equal pieces of a file. */
export type PeakPairs = readonly (readonly number[])[]
/** Outlines by the names of files. */
export type FilePeaks = Readonly<Record<string, PeakPairs>>

const FULL_SCALE = 127

/** Return an outline as the waveform of the page draws it: signed bytes. */
export function toBytes(
  peaks: PeakPairs | undefined,
): { low: number[]; high: number[] } | undefined {
  return (
    peaks && {
      low: peaks.map(([low = 0]) => Math.round(low * FULL_SCALE)),
      high: peaks.map(([, high = 0]) => Math.round(high * FULL_SCALE)),
    }
  )
}

/** Return what to multiply all stems by so that the loudest fills its height. */
export function commonScale(peaks: FilePeaks | undefined, names: readonly string[]): number {
  const swings = names.flatMap((name) =>
    (peaks?.[name] ?? []).map(([low = 0, high = 0]) => Math.max(-low, high)),
  )
  const loudest = swings.reduce((a, b) => Math.max(a, b), 0)
  return loudest > 0 ? 1 / loudest : 1
}

/** Return the outline of each of `count` columns; a short sound is as wide as a long one. */
export function columnsOf(peaks: PeakPairs, count: number): [number, number][] {
  return Array.from({ length: Math.max(0, Math.floor(count)) }, (_, column) => {
    const first = Math.floor((column * peaks.length) / count)
    const end = Math.max(first + 1, Math.floor(((column + 1) * peaks.length) / count))
    let [low, high] = [0, 0]
    for (const pair of peaks.slice(first, end)) {
      low = Math.min(low, pair[0] ?? 0)
      high = Math.max(high, pair[1] ?? 0)
    }
    return [low, high]
  })
}
