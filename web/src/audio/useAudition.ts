import { useEffect, useSyncExternalStore } from 'react'
import { type AuditionView, audition } from './audition'

/** Show what is auditioned; it falls silent when nobody shows it any more. */
export function useAudition(): AuditionView {
  useEffect(() => audition.hold(), [])
  return useSyncExternalStore(audition.subscribe, audition.read)
}

/** Read one thing of it, so that a card is drawn anew only when that changes. */
export function useAuditioned<T>(read: (view: AuditionView) => T): T {
  return useSyncExternalStore(audition.subscribe, () => read(audition.read()))
}
