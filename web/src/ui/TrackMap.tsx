import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { MapCamera } from './mapCamera'
import { attachGestures } from './mapGestures'
import { PointRenderer } from './mapGl'
import { buildIndex, type MapIndex, nearestRow, rowsInside } from './mapIndex'
import { type MapPoints, type Place, placeOf, toPlane } from './mapView'
import classes from './TrackMap.module.css'
import { TrackMapOverlay } from './TrackMapOverlay'

/** A point that is marked: with a ring, and a word where it has one. */
export interface MapMark {
  row: number
  label?: string
  tone?: 'accent' | 'plain' | 'playing'
}

/** Words that lie on the map, such as the name of a group at its middle. */
export interface MapName {
  id: string
  words: string
  at: Place
}

/** What can be asked of a map from outside. */
export interface TrackMapHandle {
  zoom: (factor: number) => void
  fit: () => void
  flyTo: (rows: readonly number[]) => void
  rowsInView: () => Uint32Array<ArrayBuffer>
}

interface TrackMapProps {
  /** What a screen reader says it is. */
  label: string
  points: MapPoints
  /** The value of each point, one of 256. */
  category: Uint8Array<ArrayBuffer>
  /** Red, green, blue and visibility (0: hidden) of each of the 256 values. */
  colors: Uint8Array<ArrayBuffer>
  /** These are drawn in full colour, the others faintly; none: all in full colour. */
  selected?: Uint32Array<ArrayBuffer>
  /** Only these can be pointed at; left out: all that are visible. */
  reachable?: ReadonlySet<number>
  /** Rows to join by a line, in their order. */
  path?: readonly number[]
  highlights?: readonly MapMark[]
  names?: readonly MapName[]
  /** Whether a drag draws a line around points instead of moving the map. */
  drawing?: boolean
  onReady?: (handle: TrackMapHandle) => void
  onHover?: (row: number | null, at: Place) => void
  onPick?: (row: number | null) => void
  /** Told the point nearest to the middle when Enter is pressed. */
  onEnter?: (row: number | null) => void
  onSelect?: (rows: Uint32Array<ArrayBuffer>) => void
  onView?: () => void
  /** Told once it is found that the browser cannot draw it. */
  fallback?: ReactNode
}

const REACH_PX = 10
/** While the map moves, about so many points are drawn; all again once it stands still. */
const MOST_MOVING = 250_000
const SETTLED_MS = 260 // the words on the page change first: drawing all may hold them up
const NOWHERE: Place = { x: 0, y: 0 }
const NONE = new Uint32Array()

/** Draw any number of points in a plane, to move over, to point at and to draw a line around. */
export function TrackMap(props: TrackMapProps) {
  const stage = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [camera] = useState(() => new MapCamera())
  const [line, setLine] = useState<readonly Place[]>([])
  const latest = useRef(props)
  useEffect(() => {
    latest.current = props
  })
  const index = useIndex(props.points)
  const supported = useDrawing({ canvas, stage, camera, props })

  useEffect(() => {
    const wanted = (row: number) => {
      const { category, colors } = latest.current
      return (colors[4 * (category[row] ?? 0) + 3] ?? 0) > 0
    }
    const inPlane = (at: Place) => toPlane(camera.view, camera.size, at)
    const near = (row: number) => wanted(row) && (latest.current.reachable?.has(row) ?? true)
    const rowAt = (at: Place) =>
      nearestRow(index(), inPlane(at), { reach: REACH_PX / camera.view.pxPerUnit, wanted: near })
    const inside = (corners: readonly Place[]) => rowsInside(index(), corners.map(inPlane), wanted)

    latest.current.onReady?.({
      zoom: (factor) => camera.zoom(factor),
      fit: () => camera.fit(),
      flyTo: (rows) => camera.flyTo(rows.map((row) => placeOf(latest.current.points, row))),
      rowsInView: () => {
        const { width, height } = camera.size
        return inside([NOWHERE, { x: width, y: 0 }, { x: width, y: height }, { x: 0, y: height }])
      },
    })
    if (!stage.current) return
    return attachGestures(stage.current, camera, {
      drawing: () => latest.current.drawing ?? false,
      onPoint: (at) => latest.current.onHover?.(at && rowAt(at), at ?? NOWHERE),
      onClick: (at) => latest.current.onPick?.(rowAt(at)),
      onEnter: () => {
        const { onEnter } = latest.current
        const { view, size } = camera
        const reach = Math.min(size.width, size.height) / 2 / view.pxPerUnit
        onEnter?.(nearestRow(index(), view, { reach, wanted: near }))
      },
      onLine: (corners) => setLine([...corners]),
      onLasso: (corners) => latest.current.onSelect?.(inside(corners)),
    })
  }, [camera, index])

  if (!supported) return <div className={classes.stage}>{props.fallback}</div>
  return (
    <div ref={stage} className={classes.stage} data-drawing={props.drawing || undefined}>
      <canvas
        ref={canvas}
        role="img"
        tabIndex={0} // arrows move it, plus and minus zoom
        aria-label={props.label}
        className={classes.canvas}
      />
      <TrackMapOverlay
        camera={camera}
        points={props.points}
        path={props.path}
        marks={props.highlights}
        names={props.names}
        line={line}
      />
    </div>
  )
}

/** Return how to get at the index of points, which is made when it is first asked for. */
function useIndex(points: MapPoints): () => MapIndex {
  return useMemo(() => {
    let made: MapIndex | undefined
    return () => {
      made ??= buildIndex(points)
      return made
    }
  }, [points])
}

interface Drawing {
  canvas: RefObject<HTMLCanvasElement | null>
  stage: RefObject<HTMLDivElement | null>
  camera: MapCamera
  props: TrackMapProps
}

/** Keep the picture up to date; return whether the browser can draw it at all. */
function useDrawing({ canvas, stage, camera, props }: Drawing): boolean {
  const { points, category, colors, selected, onView } = props
  const [supported, setSupported] = useState(true)
  const [renderer, setRenderer] = useState<PointRenderer | null>(null)
  const drawSoon = useRef(() => {})

  useEffect(() => {
    const element = canvas.current
    if (!element) return
    const begin = () => {
      const made = PointRenderer.create(element)
      setRenderer(made)
      setSupported(made !== null)
    }
    // The system may take the card away, as after sleep, and give it back.
    const onLost = (event: Event) => event.preventDefault()
    element.addEventListener('webglcontextlost', onLost)
    element.addEventListener('webglcontextrestored', begin)
    begin()
    return () => {
      element.removeEventListener('webglcontextlost', onLost)
      element.removeEventListener('webglcontextrestored', begin)
    }
  }, [canvas])

  useEffect(() => {
    const element = canvas.current
    if (!renderer || !element) return
    let frame = 0
    let settling: ReturnType<typeof setTimeout> | undefined
    const draw = () => {
      frame = 0
      const density = window.devicePixelRatio || 1
      const { view, size } = camera
      const step = settling === undefined ? 1 : Math.ceil(points.count / MOST_MOVING)
      renderer.draw({ view, size, density, pointPx: pointSize(points.count, camera), step })
    }
    const drawNext = () => {
      if (frame === 0) frame = requestAnimationFrame(draw)
    }
    const settle = () => {
      settling = undefined
      drawNext()
    }
    // Whatever changes shows at once; of many points a part first, and then all of them.
    drawSoon.current = () => {
      clearTimeout(settling)
      if (points.count > MOST_MOVING) settling = setTimeout(settle, SETTLED_MS)
      drawNext()
    }
    const leave = camera.subscribe(() => {
      drawSoon.current()
      onView?.()
    })
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element
      const density = window.devicePixelRatio || 1
      element.width = Math.round(width * density)
      element.height = Math.round(height * density)
      camera.setSize({ width, height })
    }
    const watcher = new ResizeObserver(measure)
    if (stage.current) watcher.observe(stage.current)
    measure()
    return () => {
      leave()
      watcher.disconnect()
      cancelAnimationFrame(frame)
      clearTimeout(settling)
      drawSoon.current = () => {}
    }
  }, [canvas, stage, camera, renderer, points.count, onView])

  useEffect(() => {
    renderer?.setPoints(points)
    camera.setPoints(points)
  }, [renderer, camera, points])
  useEffect(() => {
    renderer?.setValues(category)
    drawSoon.current()
  }, [renderer, category])
  useEffect(() => {
    renderer?.setColors(colors)
    drawSoon.current()
  }, [renderer, colors])
  useEffect(() => {
    renderer?.setChosen(selected ?? NONE)
    drawSoon.current()
  }, [renderer, selected])
  useEffect(() => () => camera.stop(), [camera])
  useEffect(() => () => renderer?.destroy(), [renderer])
  return supported
}

/** Many points are small, few are large, and all grow as one comes nearer. */
function pointSize(count: number, { size, nearness }: MapCamera): number {
  const room = Math.sqrt((0.3 * size.width * size.height) / Math.max(1, count))
  const base = Math.min(8, Math.max(1.6, room))
  return Math.min(14, base * Math.max(1, nearness) ** 0.6)
}
