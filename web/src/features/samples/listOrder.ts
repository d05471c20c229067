interface Placed {
  track: { id: string }
}

/**
 * Return a new list in which the card that is pointed at stands where it stood, so that nothing
 * moves under a pointer. One that is no longer in the list stays until it is left.
 */
export function holdPlace<T extends Placed>(
  before: readonly T[],
  after: readonly T[],
  heldId: string | null,
): T[] {
  const place = before.findIndex(({ track }) => track.id === heldId)
  const old = before[place]
  if (heldId === null || old === undefined) return [...after]
  const others = after.filter(({ track }) => track.id !== heldId)
  const held = after.find(({ track }) => track.id === heldId) ?? old
  others.splice(Math.min(place, others.length), 0, held)
  return others
}

/** Return the one to go to from a card with a key; nothing where there is none. */
export function neighbour<T>(all: readonly T[], here: T, key: string): T | undefined {
  const place = all.indexOf(here)
  const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[key]
  if (key === 'Home') return all[0]
  if (key === 'End') return all.at(-1)
  return by === undefined || place < 0 ? undefined : all[place + by]
}

/** Return the first of a list; a surprise, which stands last, keeps its place among them. */
export function firstOf<T extends { is_exploration: boolean }>(
  items: readonly T[],
  count: number,
): readonly T[] {
  const surprise = items.slice(count).find((item) => item.is_exploration)
  return surprise ? [...items.slice(0, count - 1), surprise] : items.slice(0, count)
}
