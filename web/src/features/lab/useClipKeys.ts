import { useEffect, useRef } from 'react'
import { playback } from '../../audio/playback'
import { usePlayer } from '../../audio/player'
import type { PlacedClip } from './clipOrder'
import type { ClipPlayer } from './useClipPlayer'

const KEEPS_KEYS = 'input, textarea, select, [contenteditable=true], [role=dialog], [role=menu]'

/** The two clips that are compared: A was heard before B. */
export interface Pair {
  a?: string
  b?: string
}

/**
 * Play a clip of a batch by its number: of the batch that has the focus, else of the newest.
 * A and B go to and fro between the two that were heard last, at the same place in both.
 */
export function useClipKeys(
  placed: readonly PlacedClip[],
  newestId: string | undefined,
  player: ClipPlayer,
): void {
  const latest = useRef({ placed, newestId })
  const pair = useRef<Pair>({})
  useEffect(() => {
    latest.current = { placed, newestId }
  })
  useEffect(
    () =>
      usePlayer.subscribe(({ track }) => {
        const isHere = latest.current.placed.some(({ clip }) => clip.id === track?.id)
        if (track && isHere) pair.current = pairAfter(pair.current, track.id)
      }),
    [],
  )
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      const target = event.target instanceof Element ? event.target : null
      if (target?.closest(KEEPS_KEYS)) return
      const { placed, newestId } = latest.current
      if (event.key === 'a' || event.key === 'b') {
        const clipId = pair.current[event.key]
        if (!clipId || !placed.some(({ clip }) => clip.id === clipId)) return
        event.preventDefault()
        player.playFrom(clipId, playback.duration ? playback.position / playback.duration : 0)
        return
      }
      if (!/^[1-9]$/.test(event.key)) return
      const batchId = target?.closest('[data-batch]')?.getAttribute('data-batch') ?? newestId
      const found = placed.find(
        (one) => one.batchId === batchId && one.number === Number(event.key),
      )
      if (!found) return
      event.preventDefault()
      player.toggle(found.clip.id)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [player])
}

/** A third clip becomes B, and what was B becomes A; going to and fro changes nothing. */
export function pairAfter(pair: Pair, clipId: string): Pair {
  if (clipId === pair.a || clipId === pair.b) return pair
  return pair.b ? { a: pair.b, b: clipId } : { b: clipId }
}
