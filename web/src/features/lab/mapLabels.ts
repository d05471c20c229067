/** Words to stand by a place of the map, in pixels. */
export interface LabelWish {
  id: string
  words: string
  x: number
  y: number
}

/** Where words stand: the left end of their baseline. */
export interface PlacedLabel {
  id: string
  words: string
  x: number
  y: number
}

interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

const GLYPH_PX = 6.3 // of the map's letters, on the wide side
const LINE_PX = 13
const DOT_PX = 6 // a little less than drawn: words may touch a dot
/** Where words may stand, as steps from the mark: above, below, further above, further below. */
const STEPS_PX = [-12, 22, -26, 36, -40, 50]

/**
 * Let words stand by their marks without covering each other or a dot. Who comes first has the
 * choice; words without room are left out, as the legend has them too.
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  dots: readonly { x: number; y: number }[],
  size: { width: number; height: number },
): PlacedLabel[] {
  const taken: Box[] = dots.map(({ x, y }) => ({
    left: x - DOT_PX,
    right: x + DOT_PX,
    top: y - DOT_PX,
    bottom: y + DOT_PX,
  }))
  return wishes.flatMap(({ id, words, x, y }) => {
    const width = words.length * GLYPH_PX
    const left = Math.max(3, Math.min(x - width / 2, size.width - width - 3))
    for (const step of STEPS_PX) {
      const baseline = y + step
      const box = { left, right: left + width, top: baseline - LINE_PX, bottom: baseline + 3 }
      if (box.top < 0 || box.bottom > size.height) continue
      if (taken.some((other) => overlaps(box, other))) continue
      taken.push(box)
      return [{ id, words, x: left, y: baseline }]
    }
    return []
  })
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}
