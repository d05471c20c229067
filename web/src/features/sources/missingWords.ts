import type { Schemas } from '../../api/client'
import { formatCount, formatNumberOf } from '../../ui/format'

type Missing = Pick<Schemas['MissingOut'], 'total' | 'ready' | 'held' | 'keep_days'>

/** Say in one sentence how many tracks are gone. */
export function missingInWords({ total, ready, keep_days }: Missing): string {
  const gone = `${formatNumberOf(total, 'track')} ${total === 1 ? 'is' : 'are'} gone from ${total === 1 ? 'its source' : 'their sources'}`
  const since = `for more than ${formatNumberOf(keep_days, 'day')}`
  if (ready === 0) return `${gone}; none ${since}.`
  if (ready === total) return `${gone}, ${total === 1 ? 'and has been' : 'all'} ${since}.`
  return `${gone}; ${formatCount(ready)} ${since}.`
}

/** Say what is kept although it could be forgotten; nothing if there is no such track. */
export function heldInWords({ held }: Missing): string | undefined {
  if (held === 0) return undefined
  return held === 1
    ? 'One of them is in a playlist, a favourite or rated.'
    : `${formatCount(held)} of them are in playlists, favourites or rated.`
}

/** How many would be forgotten. */
export function sweepCount({ ready, held }: Missing, withHeld: boolean): number {
  return withHeld ? ready : ready - held
}
