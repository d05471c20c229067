import { useEffect, useRef } from 'react'

/** How long after the first key of a pair the second one counts. */
const PAIR_MS = 1_200

// Space and arrows mean something of their own here; without this, Space on a focused button
// would stop the music and not press the button.
const KEEPS_SPACE =
  'button, a, summary, [role=button], [role=slider], [role=switch], [role=menuitem], [role=option]'
const KEEPS_ALL = 'input, textarea, select, [contenteditable=true]'

export type Hotkeys = Record<string, () => void>

/** Return the name of a pressed key as hotkeys are written: "m", "?", "shift+ArrowLeft". */
export function keyName(event: KeyboardEvent): string {
  const named = event.key.length > 1
  return (named && event.shiftKey ? 'shift+' : '') + (named ? event.key : event.key.toLowerCase())
}

/** Tell whether a key press belongs to what has the focus, not to the page. */
export function belongsToTarget(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true
  const target = event.target instanceof Element ? event.target : null
  if (target?.closest(KEEPS_ALL)) return true
  if (target?.closest('[role=dialog]') && event.key !== '?') return true
  return event.key === ' ' && target?.closest(KEEPS_SPACE) != null
}

/** Make a listener for hotkeys, single ("m") and in pairs ("g l"). */
export function makeHotkeyListener(read: () => Hotkeys, now = () => performance.now()) {
  let first: { key: string; at: number } | undefined
  return (event: KeyboardEvent) => {
    if (belongsToTarget(event)) return
    const key = keyName(event)
    const hotkeys = read()
    const pair = first && now() - first.at < PAIR_MS ? hotkeys[`${first.key} ${key}`] : undefined
    first = undefined
    const action = pair ?? hotkeys[key]
    if (action) {
      event.preventDefault()
      action()
    } else if (Object.keys(hotkeys).some((name) => name.startsWith(`${key} `) && name !== ' ')) {
      first = { key, at: now() }
    }
  }
}

/** Answer keys pressed anywhere on the page, except while somebody types. */
export function useHotkeys(hotkeys: Hotkeys): void {
  const latest = useRef(hotkeys)
  useEffect(() => {
    latest.current = hotkeys
  })
  useEffect(() => {
    const listener = makeHotkeyListener(() => latest.current)
    document.addEventListener('keydown', listener)
    return () => document.removeEventListener('keydown', listener)
  }, [])
}
