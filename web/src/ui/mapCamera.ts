import {
  fitView,
  type MapPoints,
  type MapView,
  type Place,
  panView,
  type Size,
  viewBetween,
  viewOfPlaces,
  zoomView,
} from './mapView'

const FLIGHT_MS = 650
/** How near one gets to a single point of a large map: so many times nearer than the whole. */
const NEAREST_FLIGHT = 14
const LEAST_FLIGHT = 1.5
/** On a small map, about so many points stay in view: a point alone tells nothing. */
const COMPANY = 30

/** Tell whether the person wants things to stand still. */
export function wantsStillness(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches
}

/**
 * What part of the map is in view. It changes with every frame of a gesture, so it lives outside
 * React and tells whoever draws.
 */
export class MapCamera {
  view: MapView = { x: 0.5, y: 0.5, pxPerUnit: 1 }
  size: Size = { width: 0, height: 0 }
  private points: MapPoints | null = null
  private readonly listeners = new Set<() => void>()
  private flight = 0
  /** Whether somebody chose the view; until then it holds all points, whatever the window. */
  private chosen = false

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  setPoints(points: MapPoints): void {
    this.points = points
    this.chosen = false
    this.fit(false)
  }

  setSize(size: Size): void {
    this.size = size
    if (this.chosen) this.tell()
    else this.fit(false)
  }

  /** Zoom as it is against that at which all points are in view. */
  get nearness(): number {
    return this.points ? this.view.pxPerUnit / fitView(this.points, this.size).pxPerUnit : 1
  }

  zoom(factor: number, at?: Place): void {
    if (!this.points) return
    const { size, points } = this
    const middle = { x: size.width / 2, y: size.height / 2 }
    this.choose(zoomView(this.view, factor, { at: at ?? middle, size, points }))
  }

  pan(by: Place): void {
    if (this.points) this.choose(panView(this.view, by, this.points))
  }

  /** Bring all points into view. */
  fit(animated = true): void {
    if (!this.points) return
    const whole = fitView(this.points, this.size)
    if (animated) this.fly(whole, () => (this.chosen = false))
    else this.put(whole)
  }

  /** Bring these places into view. */
  flyTo(places: readonly Place[]): void {
    if (!this.points || places.length === 0) return
    const nearest = nearestFlight(this.points.count)
    const options = { size: this.size, nearest }
    this.fly(viewOfPlaces(this.points, places, options))
  }

  stop(): void {
    cancelAnimationFrame(this.flight)
  }

  private choose(view: MapView): void {
    this.stop()
    this.chosen = true
    this.put(view)
  }

  private fly(to: MapView, onLanded: () => void = () => {}): void {
    this.stop()
    this.chosen = true
    const from = this.view
    const began = performance.now()
    const step = () => {
      const share = wantsStillness() ? 1 : Math.min(1, (performance.now() - began) / FLIGHT_MS)
      this.put(viewBetween(from, to, share))
      if (share < 1) this.flight = requestAnimationFrame(step)
      else onLanded()
    }
    step()
  }

  private put(view: MapView): void {
    this.view = view
    this.tell()
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}

/** Return how many times nearer than the whole a flight to a single point may end. */
export function nearestFlight(count: number): number {
  return Math.min(NEAREST_FLIGHT, Math.max(LEAST_FLIGHT, Math.sqrt(count / COMPANY)))
}
