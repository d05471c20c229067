import type { MapCamera } from './mapCamera'
import type { Place } from './mapView'

/** A press that moves less than this is a click. */
const CLICK_PX = 5
/** Corners of the lasso lie at least so far apart. */
const CORNER_PX = 4
const WHEEL_ZOOM = 0.0016
const KEY_PAN_PX = 70
const KEY_ZOOM = 1.4

interface GestureActions {
  /** Whether a drag draws a line around points; else it moves the map. Shift does so anyway. */
  drawing: () => boolean
  onPoint: (at: Place | null) => void
  onClick: (at: Place) => void
  /** Told with every corner, and with an empty line when it is finished. */
  onLine: (line: readonly Place[]) => void
  onLasso: (line: readonly Place[]) => void
  /** Enter was pressed: there is no pointer, so it is about the middle. */
  onEnter: () => void
}

/** Let pointer, wheel and keys move a map and draw on it; return how to end that. */
export function attachGestures(
  stage: HTMLElement,
  camera: MapCamera,
  actions: GestureActions,
): () => void {
  const pointers = new Map<number, Place>()
  let start: Place | null = null
  let line: Place[] | null = null
  let moved = false

  const placeIn = (event: MouseEvent): Place => {
    const box = stage.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return
    const at = placeIn(event)
    stage.setPointerCapture(event.pointerId)
    pointers.set(event.pointerId, at)
    start = at
    moved = pointers.size > 1
    line = pointers.size === 1 && (actions.drawing() || event.shiftKey) ? [at] : null
    if (line) actions.onPoint(null)
    else actions.onLine([])
  }
  const onMove = (event: PointerEvent) => {
    const at = placeIn(event)
    const before = pointers.get(event.pointerId)
    if (!before) {
      if (event.pointerType === 'mouse') actions.onPoint(at)
      return
    }
    pointers.set(event.pointerId, at)
    if (start && distance(start, at) > CLICK_PX) moved = true
    if (line) {
      const corner = line.at(-1)
      if (!corner || distance(corner, at) >= CORNER_PX) line.push(at)
      actions.onLine(line)
    } else if (pointers.size === 1) {
      if (moved) actions.onPoint(null)
      camera.pan({ x: at.x - before.x, y: at.y - before.y })
    } else pinch(event.pointerId, before, at)
  }
  const pinch = (id: number, before: Place, at: Place) => {
    const other = [...pointers].find(([key]) => key !== id)?.[1]
    if (!other) return
    const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 }
    camera.zoom(distance(at, other) / Math.max(1, distance(before, other)), middle)
    camera.pan({ x: (at.x - before.x) / 2, y: (at.y - before.y) / 2 })
  }
  const onUp = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId)) return
    const drawn = line
    line = null
    if (drawn) actions.onLine([])
    if (event.type === 'pointercancel') return
    if (!moved) actions.onClick(placeIn(event))
    else if (drawn && drawn.length > 2) actions.onLasso(drawn)
  }
  const onWheel = (event: WheelEvent) => {
    event.preventDefault()
    const px = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 30 : event.deltaY
    camera.zoom(Math.exp(-Math.max(-300, Math.min(300, px)) * WHEEL_ZOOM), placeIn(event))
    actions.onPoint(null)
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter') actions.onEnter()
    else if (!moveByKey(camera, event.key)) return
    event.preventDefault()
    event.stopPropagation()
  }
  const listeners = new AbortController()
  const { signal } = listeners
  stage.addEventListener('pointerdown', onDown, { signal })
  stage.addEventListener('pointermove', onMove, { signal })
  stage.addEventListener('pointerup', onUp, { signal })
  stage.addEventListener('pointercancel', onUp, { signal })
  stage.addEventListener('pointerleave', () => actions.onPoint(null), { signal })
  stage.addEventListener('wheel', onWheel, { signal, passive: false })
  stage.addEventListener('keydown', onKey, { signal })
  return () => listeners.abort()
}

/** Move by arrows, zoom by plus and minus, show all by 0; tell whether the key was one of them. */
export function moveByKey(camera: Pick<MapCamera, 'pan' | 'zoom' | 'fit'>, key: string): boolean {
  const moves: Record<string, () => void> = {
    ArrowLeft: () => camera.pan({ x: KEY_PAN_PX, y: 0 }),
    ArrowRight: () => camera.pan({ x: -KEY_PAN_PX, y: 0 }),
    ArrowUp: () => camera.pan({ x: 0, y: KEY_PAN_PX }),
    ArrowDown: () => camera.pan({ x: 0, y: -KEY_PAN_PX }),
    '+': () => camera.zoom(KEY_ZOOM),
    '=': () => camera.zoom(KEY_ZOOM),
    '-': () => camera.zoom(1 / KEY_ZOOM),
    '0': () => camera.fit(),
  }
  moves[key]?.()
  return key in moves
}

function distance(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
