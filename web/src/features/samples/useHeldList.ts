import { useCallback, useEffect, useRef, useState } from 'react'
import { holdPlace } from './listOrder'

interface HeldList<T> {
  shown: readonly T[]
  /** Tell which card is pointed at; null: none any more. */
  enter: (id: string | null) => void
}

/** Follow a list that is ranked anew, except for the card that is pointed at: it stays. */
export function useHeldList<T extends { track: { id: string } }>(items: readonly T[]): HeldList<T> {
  const [shown, setShown] = useState(items)
  const heldId = useRef<string | null>(null)
  const latest = useRef(items)
  useEffect(() => {
    latest.current = items
    setShown((before) => holdPlace(before, items, heldId.current))
  }, [items])
  const enter = useCallback((id: string | null) => {
    heldId.current = id
    if (id === null) setShown(latest.current)
  }, [])
  return { shown, enter }
}
