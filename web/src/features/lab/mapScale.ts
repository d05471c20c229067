/** A part of the plane of a session's map. */
export interface Extent {
  left: number
  right: number
  bottom: number
  top: number
}

export interface Place {
  x: number
  y: number
}

/** Air around the clips, as a share of their spread. */
const MARGIN = 0.18
/** Clips that are all alike must not be pulled apart: nothing is shown larger than this. */
const SMALLEST_SPAN = 0.04

/** Return the part of the plane that holds these places, with air around. */
export function extentOf(places: readonly Place[]): Extent {
  const xs = places.map(({ x }) => x)
  const ys = places.map(({ y }) => y)
  const [left, right] = span(xs)
  const [bottom, top] = span(ys)
  return { left, right, bottom, top }
}

function span(values: readonly number[]): [number, number] {
  if (values.length === 0) return [-SMALLEST_SPAN, SMALLEST_SPAN]
  const low = Math.min(...values)
  const high = Math.max(...values)
  const air = Math.max((high - low) * MARGIN, (SMALLEST_SPAN - (high - low)) / 2)
  return [low - air, high + air]
}

/**
 * Keep an extent as it is while all places lie in it; else move only the edges they lie beyond.
 * So dots that were there before stay where they were, as far as that is possible.
 */
export function extendExtent(extent: Extent, places: readonly Place[]): Extent {
  const isInside = ({ x, y }: Place) =>
    x >= extent.left && x <= extent.right && y >= extent.bottom && y <= extent.top
  if (places.every(isInside)) return extent
  const airX = (extent.right - extent.left) * (MARGIN / 2)
  const airY = (extent.top - extent.bottom) * (MARGIN / 2)
  const grown = { ...extent }
  for (const { x, y } of places) {
    if (x < extent.left) grown.left = Math.min(grown.left, x - airX)
    if (x > extent.right) grown.right = Math.max(grown.right, x + airX)
    if (y < extent.bottom) grown.bottom = Math.min(grown.bottom, y - airY)
    if (y > extent.top) grown.top = Math.max(grown.top, y + airY)
  }
  return grown
}

/** Return how to draw: both directions on one scale, for distances to mean the same. */
export function makeProjection(
  extent: Extent,
  size: { width: number; height: number },
): (place: Place) => Place {
  const scale = Math.min(
    size.width / (extent.right - extent.left),
    size.height / (extent.top - extent.bottom),
  )
  const centre = { x: (extent.left + extent.right) / 2, y: (extent.bottom + extent.top) / 2 }
  return ({ x, y }) => ({
    x: size.width / 2 + (x - centre.x) * scale,
    y: size.height / 2 - (y - centre.y) * scale,
  })
}

/** How much farther a place counts for lying aside of the way an arrow shows. */
const ASIDE_PRICE = 3

/** Return which place lies next in the direction of an arrow key; none: nothing lies there. */
export function nextPlace<T extends Place>(
  places: readonly T[],
  from: Place,
  key: string,
): T | undefined {
  const ways: Record<string, Place> = {
    ArrowRight: { x: 1, y: 0 },
    ArrowLeft: { x: -1, y: 0 },
    ArrowUp: { x: 0, y: 1 },
    ArrowDown: { x: 0, y: -1 },
  }
  const way = ways[key]
  if (!way) return undefined
  let best: T | undefined
  let cost = Number.POSITIVE_INFINITY
  for (const place of places) {
    const dx = place.x - from.x
    const dy = place.y - from.y
    const ahead = dx * way.x + dy * way.y
    const aside = Math.abs(dx * way.y) + Math.abs(dy * way.x)
    const price = ahead + ASIDE_PRICE * aside
    if (ahead > 0 && price < cost) {
      best = place
      cost = price
    }
  }
  return best
}
