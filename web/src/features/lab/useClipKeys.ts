import { useEffect, useRef } from 'react'
import type { PlacedClip } from './clipOrder'
import type { ClipPlayer } from './useClipPlayer'

const KEEPS_KEYS = 'input, textarea, select, [contenteditable=true], [role=dialog], [role=menu]'

/** Play a clip of a batch by its number: of the batch that has the focus, else of the newest. */
export function useClipKeys(
  placed: readonly PlacedClip[],
  newestId: string | undefined,
  player: ClipPlayer,
): void {
  const latest = useRef({ placed, newestId })
  useEffect(() => {
    latest.current = { placed, newestId }
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      const target = event.target instanceof Element ? event.target : null
      if (!/^[1-9]$/.test(event.key) || target?.closest(KEEPS_KEYS)) return
      const { placed, newestId } = latest.current
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
