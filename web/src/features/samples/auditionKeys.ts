import { useEffect, useRef } from 'react'
import { audition } from '../../audio/audition'
import type { Suggestion } from './suggestionTypes'

const KEEPS_KEYS = 'input, textarea, select, [contenteditable=true], [role=dialog], [role=menu]'

interface Auditioned {
  items: readonly Suggestion[]
  preview: (suggestion: Suggestion) => void
}

/**
 * Answer keys for listening, wherever the focus is: a digit previews the card with this place, the
 * brackets the one before and the one after, W hears it with my loop or alone.
 */
export function useAuditionKeys({ items, preview }: Auditioned): void {
  const latest = useRef({ items, preview })
  useEffect(() => {
    latest.current = { items, preview }
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey) return
      if (event.target instanceof Element && event.target.closest(KEEPS_KEYS)) return
      const { items, preview } = latest.current
      const { soundId, withBase } = audition.read()
      const here = items.findIndex(({ track }) => track.id === soundId)
      const found = items[placeOf(event.key, here)]
      if (found) preview(found)
      else if (event.key === 'w') audition.setWithBase(!withBase)
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

/** Return which card a key means, where the one at `here` sounds; -1: none. */
export function placeOf(key: string, here: number): number {
  if (/^[1-9]$/.test(key)) return Number(key) - 1
  if (key === ']') return here + 1
  if (key === '[') return here < 0 ? 0 : here - 1
  return -1
}
