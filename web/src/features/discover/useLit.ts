import { useCallback, useState } from 'react'
import { resultId } from '../../ui/ResultList'

/** Keep which track is pointed at, in the list or in the picture. */
export function useLit() {
  const [litId, setLit] = useState<string | null>(null)
  /** Bring what was clicked in the picture into view, and to the keyboard. */
  const pick = useCallback((id: string) => {
    const row = document.getElementById(resultId(id))
    row?.scrollIntoView({ block: 'nearest' })
    row?.querySelector('button')?.focus({ preventScroll: true })
  }, [])
  return { litId, setLit, pick }
}
