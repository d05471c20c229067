import { createContext, useContext, useEffect } from 'react'

/** Takes note of what has changes that are not saved. */
export const UnsavedContext = createContext<(id: string, dirty: boolean) => void>(() => {})

/** Let the page ask before changes are lost. */
export function useUnsaved(id: string, dirty: boolean): void {
  const note = useContext(UnsavedContext)
  useEffect(() => {
    note(id, dirty)
    return () => note(id, false)
  }, [note, id, dirty])
}
