import { useEffect, useRef } from 'react'

/** Bring what has just appeared into view: it may lie below the edge of a dialog. */
export function useIntoView<Part extends Element>() {
  const ref = useRef<Part>(null)
  useEffect(() => {
    ref.current?.scrollIntoView?.({ block: 'nearest' }) // a promise in newer browsers: not returned
  }, [])
  return ref
}
