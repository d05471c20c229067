/** Chromium cuts what is higher than 33,554,430 pixels, Firefox at about half of that. */
export const MOST_PX = 12_000_000
/** As far from either end, one pixel of scrolling is one pixel of the rows. */
const EDGE_PX = 2_000_000

/** How the height that a browser can scroll over stands for that of all rows. */
export interface ScrollScale {
  heightPx: number
  /** Where in the rows a place of the scroll bar is. */
  toRows: (topPx: number) => number
  /** Where on the scroll bar a place in the rows is. */
  toScroll: (rowsPx: number) => number
}

/** Squeeze the middle of rows that are higher than a browser can scroll over. */
export function scrollScale(rowsPx: number): ScrollScale {
  if (rowsPx <= MOST_PX) {
    return { heightPx: rowsPx, toRows: (top) => top, toScroll: (top) => top }
  }
  const cut = rowsPx - MOST_PX
  const stretch = (rowsPx - 2 * EDGE_PX) / (MOST_PX - 2 * EDGE_PX)
  return {
    heightPx: MOST_PX,
    toRows: (top) => {
      if (top <= EDGE_PX) return top
      return top >= MOST_PX - EDGE_PX ? top + cut : EDGE_PX + (top - EDGE_PX) * stretch
    },
    toScroll: (place) => {
      if (place <= EDGE_PX) return place
      return place >= rowsPx - EDGE_PX ? place - cut : EDGE_PX + (place - EDGE_PX) / stretch
    },
  }
}

/** Where the scroll bar stands, and how much further the rows are. */
export interface ScrollPlace {
  topPx: number
  shiftPx: number
}

/**
 * Follow the scroll bar to another place.
 *
 * A step of less than a window moves the rows by as much, so that wheels and fingers feel as
 * everywhere; a jump leads to the row that the place on the bar stands for.
 */
export function followScroll(
  scale: ScrollScale,
  before: ScrollPlace,
  topPx: number,
  viewPx: number,
): ScrollPlace {
  const exact = scale.toRows(topPx) - topPx
  const isStep = Math.abs(topPx - before.topPx) < viewPx
  const isEnd = topPx <= 0 || topPx + viewPx >= scale.heightPx
  return { topPx, shiftPx: isStep && !isEnd ? before.shiftPx : exact }
}
