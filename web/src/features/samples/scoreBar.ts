/** One reason of a score: how much, and where it lies in the bar, as shares of its width. */
export interface ScorePart {
  name: string
  value: number
  start: number
  width: number
}

export interface BarRange {
  low: number
  high: number
}

type Components = Readonly<Record<string, number>>

/** The order in which reasons stand in a bar, whatever order they come in. */
const ORDER = ['similarity', 'tempo', 'key', 'role', 'mood', 'freshness']
/** Bars are at least this long in all, so that a list of faint reasons does not shout. */
const LEAST_SPAN = 0.3

/** Return the names of reasons in the order of the bars. */
export function orderedNames(components: Components): string[] {
  const others = Object.keys(components).filter((name) => !ORDER.includes(name))
  return [...ORDER.filter((name) => name in components), ...others]
}

/** Return what the longest bars of a list span, so that all have one scale. */
export function barRange(all: readonly Components[]): BarRange {
  let low = 0
  let high = LEAST_SPAN
  for (const components of all) {
    const values = Object.values(components)
    low = Math.min(low, sum(values.filter((value) => value < 0)))
    high = Math.max(high, sum(values.filter((value) => value > 0)))
  }
  return { low, high }
}

/** Lay the reasons end to end: what speaks for it right of zero, what speaks against it left. */
export function layoutBar(components: Components, { low, high }: BarRange): ScorePart[] {
  const span = high - low || 1
  let right = 0
  let left = 0
  const parts: ScorePart[] = []
  for (const name of orderedNames(components)) {
    const value = components[name] ?? 0
    if (value === 0) continue
    if (value < 0) left += value
    const from = value > 0 ? right : left
    parts.push({ name, value, start: (from - low) / span, width: Math.abs(value) / span })
    if (value > 0) right += value
  }
  return parts
}

/**
 * Round figures so that they add up to their rounded sum (the largest remainders are rounded up).
 */
export function roundTogether(values: readonly number[], digits: number): number[] {
  const scale = 10 ** digits
  const floors = values.map((value) => Math.floor(value * scale + 1e-9))
  const missing = Math.round(sum(values) * scale) - sum(floors)
  const byRemainder = values
    .map((value, place) => ({ place, rest: value * scale - (floors[place] ?? 0) }))
    .sort((a, b) => b.rest - a.rest)
  for (const { place } of byRemainder.slice(0, Math.max(0, missing))) {
    floors[place] = (floors[place] ?? 0) + 1
  }
  return floors.map((value) => value / scale)
}

/** Say a figure with its sign: 0.15 -> "+0.150", -0.1 -> "−0.100". */
export function signed(value: number, digits: number): string {
  const figure = Math.abs(value).toFixed(digits)
  if (Number(figure) === 0) return figure
  return `${value < 0 ? '−' : '+'}${figure}`
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
