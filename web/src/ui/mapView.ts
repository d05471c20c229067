/** A set of points in a plane. Both axes run from 0 to 65535 over the two spans. */
export interface MapPoints {
  count: number
  /** x and y in turn. */
  positions: Uint16Array<ArrayBuffer>
  /** The width and height of the plane, of which the longer one is 1. */
  spanX: number
  spanY: number
}

/** Which part of the plane is in view: its middle, and how many pixels one unit takes. */
export interface MapView {
  x: number
  y: number
  pxPerUnit: number
}

export interface Size {
  width: number
  height: number
}

export interface Place {
  x: number
  y: number
}

/** The largest value of an axis. */
export const AXIS_MAX = 65_535
const AIR = 0.92 // of the window that the points take when all of them are in view
const FARTHEST = 0.6 // of the zoom at which all of them are in view
const NEAREST = 2_000

/** Return the place of a point in the plane. */
export function placeOf(points: MapPoints, row: number): Place {
  return {
    x: ((points.positions[2 * row] ?? 0) / AXIS_MAX) * points.spanX,
    y: ((points.positions[2 * row + 1] ?? 0) / AXIS_MAX) * points.spanY,
  }
}

/** Return the view that holds the whole plane. */
export function fitView({ spanX, spanY }: MapPoints, { width, height }: Size): MapView {
  const pxPerUnit = AIR * Math.min(width / spanX, height / spanY)
  return { x: spanX / 2, y: spanY / 2, pxPerUnit: Math.max(1, pxPerUnit) }
}

/** Return the view that holds these places, not nearer than `nearest` times the whole plane. */
export function viewOfPlaces(
  points: MapPoints,
  places: readonly Place[],
  { size, nearest }: { size: Size; nearest: number },
): MapView {
  const whole = fitView(points, size)
  if (places.length === 0) return whole
  const box = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity }
  for (const { x, y } of places) {
    box.left = Math.min(box.left, x)
    box.right = Math.max(box.right, x)
    box.bottom = Math.min(box.bottom, y)
    box.top = Math.max(box.top, y)
  }
  const wide = Math.max(box.right - box.left, 1e-9)
  const high = Math.max(box.top - box.bottom, 1e-9)
  const pxPerUnit = 0.7 * Math.min(size.width / wide, size.height / high)
  return {
    x: (box.left + box.right) / 2,
    y: (box.bottom + box.top) / 2,
    pxPerUnit: Math.min(pxPerUnit, whole.pxPerUnit * nearest),
  }
}

export function toScreen(view: MapView, { width, height }: Size, { x, y }: Place): Place {
  return {
    x: width / 2 + (x - view.x) * view.pxPerUnit,
    y: height / 2 - (y - view.y) * view.pxPerUnit,
  }
}

export function toPlane(view: MapView, { width, height }: Size, { x, y }: Place): Place {
  return {
    x: view.x + (x - width / 2) / view.pxPerUnit,
    y: view.y - (y - height / 2) / view.pxPerUnit,
  }
}

/** Zoom by a factor so that what lies under a pixel stays there. */
export function zoomView(
  view: MapView,
  factor: number,
  { at, size, points }: { at: Place; size: Size; points: MapPoints },
): MapView {
  const whole = fitView(points, size).pxPerUnit
  const pxPerUnit = Math.min(whole * NEAREST, Math.max(whole * FARTHEST, view.pxPerUnit * factor))
  const under = toPlane(view, size, at)
  return keepInside(
    {
      x: under.x - (at.x - size.width / 2) / pxPerUnit,
      y: under.y + (at.y - size.height / 2) / pxPerUnit,
      pxPerUnit,
    },
    points,
  )
}

/** Move the plane by pixels, as a hand that takes hold of it does. */
export function panView(view: MapView, by: Place, points: MapPoints): MapView {
  const moved = { x: view.x - by.x / view.pxPerUnit, y: view.y + by.y / view.pxPerUnit }
  return keepInside({ ...view, ...moved }, points)
}

/** Keep the middle of the window in the plane, so that nobody gets lost beside it. */
function keepInside(view: MapView, { spanX, spanY }: MapPoints): MapView {
  return {
    ...view,
    x: Math.min(spanX, Math.max(0, view.x)),
    y: Math.min(spanY, Math.max(0, view.y)),
  }
}

/** Return the view at a share of the way; zoom grows evenly in the eye, so by its logarithm. */
export function viewBetween(from: MapView, to: MapView, share: number): MapView {
  const eased = share < 0.5 ? 4 * share ** 3 : 1 - (2 - 2 * share) ** 3 / 2
  return {
    x: from.x + (to.x - from.x) * eased,
    y: from.y + (to.y - from.y) * eased,
    pxPerUnit: from.pxPerUnit * (to.pxPerUnit / from.pxPerUnit) ** eased,
  }
}
