/** A stretch of an axis; points outside are drawn at its ends. */
export interface Range {
  low: number
  high: number
}

/** Return where a value lies on an axis, 0 to 1. */
export function shareOf(value: number, { low, high }: Range): number {
  return Math.min(1, Math.max(0, (value - low) / (high - low)))
}

/**
 * Return an SVG path through points, in a box of 100 by 100 that is stretched to its place. Where
 * a value is not known the line has a gap.
 */
export function pathOf(
  xs: readonly number[],
  ys: readonly (number | null)[],
  x: Range,
  y: Range,
): string {
  let pen = 'M'
  return ys
    .flatMap((value, place) => {
      const at = xs[place]
      if (at === undefined || value === null || !Number.isFinite(value)) {
        pen = 'M'
        return []
      }
      const point = `${pen}${round(100 * shareOf(at, x))},${round(100 - 100 * shareOf(value, y))}`
      pen = 'L'
      return [point]
    })
    .join('')
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
