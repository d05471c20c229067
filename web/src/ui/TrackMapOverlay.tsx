import { useLayoutEffect, useRef } from 'react'
import type { MapCamera } from './mapCamera'
import { type MapPoints, type Place, placeOf, toScreen } from './mapView'
import type { MapMark, MapName } from './TrackMap'
import classes from './TrackMap.module.css'

interface OverlayProps {
  camera: MapCamera
  points: MapPoints
  path?: readonly number[]
  marks?: readonly MapMark[]
  names?: readonly MapName[]
  /** The line somebody draws just now, in pixels. */
  line: readonly Place[]
}

/** Lay lines, rings and words over the points; they follow the camera without a render. */
export function TrackMapOverlay({ camera, points, path, marks, names, line }: OverlayProps) {
  const svg = useRef<SVGSVGElement>(null)
  useLayoutEffect(() => {
    const element = svg.current
    if (!element) return
    const route = (path ?? []).map((row) => placeOf(points, row))
    const places = [
      ...(names ?? []).map(({ at }) => at),
      ...(marks ?? []).map(({ row }) => placeOf(points, row)),
    ]
    const put = () => {
      const project = (place: Place) => toScreen(camera.view, camera.size, place)
      const corners = route.map(project).map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`)
      for (const drawn of element.querySelectorAll('[data-path]')) {
        drawn.setAttribute('points', corners.join(' '))
      }
      element.querySelectorAll('[data-place]').forEach((mark, at) => {
        const { x, y } = project(places[at] ?? { x: 0, y: 0 })
        mark.setAttribute('transform', `translate(${x.toFixed(1)} ${y.toFixed(1)})`)
      })
    }
    put()
    return camera.subscribe(put)
  }, [camera, points, path, marks, names])
  return (
    <svg ref={svg} className={classes.overlay} aria-hidden="true">
      {path && path.length > 1 && (
        <>
          <polyline data-path="" className={classes.pathGround} />
          <polyline data-path="" className={classes.path} />
        </>
      )}
      {names?.map(({ id, words }) => (
        <g key={`name ${id}`} data-place="">
          <text className={classes.name} y={-9}>
            {words}
          </text>
        </g>
      ))}
      {marks?.map(({ row, label, tone = 'plain' }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a path may come by one track twice
        <g key={`${row} ${place}`} data-place="" className={classes.mark} data-tone={tone}>
          <circle r={tone === 'plain' ? 6 : 8} />
          {label && (
            <text x={12} y={4}>
              {label}
            </text>
          )}
        </g>
      ))}
      {line.length > 1 && (
        <polygon className={classes.lasso} points={line.map(({ x, y }) => `${x},${y}`).join(' ')} />
      )}
    </svg>
  )
}
