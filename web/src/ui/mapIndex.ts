import { AXIS_MAX, type MapPoints, type Place } from './mapView'

const CELLS = 256 // along each axis: a cell of a million points holds 15
const SHIFT = 8 // from the axis to its cells

/** Where points lie, in cells, so that what is near is found without looking at all of them. */
export interface MapIndex {
  points: MapPoints
  /** Where the rows of each cell begin in `rows`; one more than there are cells. */
  starts: Uint32Array
  rows: Uint32Array
}

/** Sort the points of a map into cells. */
export function buildIndex(points: MapPoints): MapIndex {
  const { count, positions } = points
  const starts = new Uint32Array(CELLS * CELLS + 1)
  const cells = new Uint16Array(count)
  for (let row = 0; row < count; row++) {
    const cell = cellOf(positions[2 * row] ?? 0, positions[2 * row + 1] ?? 0)
    cells[row] = cell
    starts[cell + 1] = (starts[cell + 1] ?? 0) + 1
  }
  for (let cell = 0; cell < CELLS * CELLS; cell++) {
    starts[cell + 1] = (starts[cell + 1] ?? 0) + (starts[cell] ?? 0)
  }
  const next = starts.slice()
  const rows = new Uint32Array(count)
  for (let row = 0; row < count; row++) {
    const cell = cells[row] ?? 0
    const at = next[cell] ?? 0
    rows[at] = row
    next[cell] = at + 1
  }
  return { points, starts, rows }
}

function cellOf(x: number, y: number): number {
  return ((y >> SHIFT) << SHIFT) | (x >> SHIFT)
}

interface Box {
  left: number
  right: number
  bottom: number
  top: number
}

/** Call for each row in the cells that a box of the plane touches. */
function forEachIn(index: MapIndex, box: Box, visit: (row: number, x: number, y: number) => void) {
  const { positions, spanX, spanY } = index.points
  const cell = (place: number, span: number) =>
    Math.min(CELLS - 1, Math.max(0, Math.floor(((place / span) * AXIS_MAX) / CELLS)))
  const last = cell(box.right, spanX)
  for (let cy = cell(box.bottom, spanY); cy <= cell(box.top, spanY); cy++) {
    for (let cx = cell(box.left, spanX); cx <= last; cx++) {
      const at = (cy << SHIFT) | cx
      const end = index.starts[at + 1] ?? 0
      for (let place = index.starts[at] ?? 0; place < end; place++) {
        const row = index.rows[place] ?? 0
        const x = ((positions[2 * row] ?? 0) / AXIS_MAX) * spanX
        const y = ((positions[2 * row + 1] ?? 0) / AXIS_MAX) * spanY
        visit(row, x, y)
      }
    }
  }
}

type Wanted = (row: number) => boolean

/** Return the wanted point nearest to a place, within a distance; null where there is none. */
export function nearestRow(
  index: MapIndex,
  at: Place,
  { reach, wanted }: { reach: number; wanted: Wanted },
): number | null {
  let best: number | null = null
  let distance = reach * reach
  const box = { left: at.x - reach, right: at.x + reach, bottom: at.y - reach, top: at.y + reach }
  forEachIn(index, box, (row, x, y) => {
    const here = (x - at.x) ** 2 + (y - at.y) ** 2
    if (here > distance || (here === distance && best !== null && row > best)) return
    if (!wanted(row)) return
    best = row
    distance = here
  })
  return best
}

/** Return the wanted points inside a closed line, in the order of their rows. */
export function rowsInside(
  index: MapIndex,
  line: readonly Place[],
  wanted: Wanted,
): Uint32Array<ArrayBuffer> {
  if (line.length < 3) return new Uint32Array()
  const box = boxOf(line)
  const xs = Float64Array.from(line, ({ x }) => x)
  const ys = Float64Array.from(line, ({ y }) => y)
  const found: number[] = []
  forEachIn(index, box, (row, x, y) => {
    if (x < box.left || x > box.right || y < box.bottom || y > box.top) return
    if (isInside(xs, ys, x, y) && wanted(row)) found.push(row)
  })
  const rows = Uint32Array.from(found)
  rows.sort()
  return rows
}

function boxOf(line: readonly Place[]): Box {
  const box = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity }
  for (const { x, y } of line) {
    box.left = Math.min(box.left, x)
    box.right = Math.max(box.right, x)
    box.bottom = Math.min(box.bottom, y)
    box.top = Math.max(box.top, y)
  }
  return box
}

/** Tell whether a ray from a place crosses the line an odd number of times. */
function isInside(xs: Float64Array, ys: Float64Array, x: number, y: number): boolean {
  let inside = false
  for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
    const yi = ys[i] ?? 0
    const yj = ys[j] ?? 0
    if (yi > y === yj > y) continue
    const xi = xs[i] ?? 0
    if (x < (((xs[j] ?? 0) - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
  }
  return inside
}
