import { useCallback, useEffect, useRef, useState } from 'react'

const PAUSE_MS = 250

/**
 * Keep what a form says in the address of the page, so that a link brings the same.
 *
 * The form changes at once; the address, and with it what is asked of the server, follows when
 * nothing was changed for a moment. `settled` is what the address says.
 */
export function useAddress<T extends object>(
  address: T,
  read: (raw: object) => T,
  write: (search: T) => void,
) {
  const text = JSON.stringify(read(address))
  const [draft, setDraft] = useState(text)
  const written = useRef(text)
  const latest = useRef({ read, write })
  useEffect(() => {
    latest.current = { read, write }
  })
  useEffect(() => {
    if (text === written.current) return
    written.current = text // somebody followed a link, or went back
    setDraft(text)
  }, [text])
  useEffect(() => {
    if (draft === written.current) return
    const timer = setTimeout(() => {
      written.current = draft
      latest.current.write(JSON.parse(draft) as T)
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [draft])
  const change = useCallback(
    (part: Partial<T>) =>
      setDraft((before) =>
        JSON.stringify(latest.current.read({ ...(JSON.parse(before) as T), ...part })),
      ),
    [],
  )
  return { search: JSON.parse(draft) as T, settled: JSON.parse(text) as T, change }
}
