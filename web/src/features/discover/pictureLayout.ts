import type { Schemas } from '../../api/client'

/** A mark where it lies in a square picture. */
export interface PlacedMark {
  key: string
  role: string
  name: string
  x: number
  y: number
  trackId: string | null
}

const AIR = 0.08 // of the picture, on each side

/** What lies beneath is drawn first. */
const ORDER = ['filtered_out', 'result', 'subtract_centroid', 'add_centroid', 'subtract', 'add']

/** Bring the marks of a mixture into a square, as large as they fit, both axes on one scale. */
export function layOut(marks: readonly Schemas['PlaneMarkOut'][], side: number): PlacedMark[] {
  const xs = marks.map(({ x }) => x)
  const ys = marks.map(({ y }) => y)
  const left = Math.min(...xs)
  const bottom = Math.min(...ys)
  const wide = Math.max(...xs) - left
  const high = Math.max(...ys) - bottom
  const longest = Math.max(wide, high, 1e-9)
  const scale = (side * (1 - 2 * AIR)) / longest
  return marks
    .map(({ role, name, x, y, track_id }, place) => ({
      key: `${role} ${track_id ?? name} ${place}`,
      role,
      name,
      x: side / 2 + (x - left - wide / 2) * scale,
      y: side / 2 - (y - bottom - high / 2) * scale,
      trackId: track_id,
    }))
    .sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role))
}
