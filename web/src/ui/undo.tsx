import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { Middleware } from 'openapi-fetch'
import { create } from 'zustand'
import { api } from '../api/client'
import { announceError } from './announce'
import classes from './undo.module.css'

/** How long a change can be undone, unless the pointer or the focus rests on its message. */
export const UNDO_MS = 10_000

/** Something to delete, and what the page does about it. */
export interface Deletion {
  /** Says what is left out of lists: `playlist:ID`, `session:ID`, `clip:ID`. */
  key: string
  /** What it is called; the message puts it into quotation marks. */
  name: string
  /** Say it in other words than “Deleted NAME”. */
  title?: string
  /** What becomes of what hangs on it. */
  message?: string
  /** Send the request that deletes it. */
  commit: () => Promise<unknown>
  /** It has just vanished from the page: lead away from where it was shown. */
  onHidden?: () => void
  /** It is there again, undone or refused. */
  onRestored?: () => void
  /**
   * It is deleted: fetch again what held it. Return the promise of that, where the key may be
   * used again for another thing of the same name.
   */
  onDone?: () => unknown
}

/** A change that is made already, and how to take it back. */
export interface Reversal {
  title: string
  message?: string
  undo: () => unknown
}

interface Waiting {
  id: string
  undo: () => void
  /** The time is over: nobody can undo it any more. */
  settle: () => void
  timer?: ReturnType<typeof setTimeout>
}

const useHiddenKeys = create<ReadonlySet<string>>(() => new Set())
const waiting = new Map<string, Waiting>() // oldest first
let count = 0

/** Return whether the thing of a key is about to be deleted, so that lists leave it out. */
export function useHidden(): (key: string) => boolean {
  const hidden = useHiddenKeys()
  return (key) => hidden.has(key)
}

/** Hide a thing at once, offer to undo that for a while, then delete it. */
export function deleteWithUndo(deletion: Deletion): void {
  const { key, name, title = `Deleted “${name}”`, message } = deletion
  if (useHiddenKeys.getState().has(key)) return
  setHidden(key, true)
  deletion.onHidden?.()
  const restore = () => {
    setHidden(key, false)
    deletion.onRestored?.()
  }
  const commit = async () => {
    try {
      await deletion.commit()
    } catch (error) {
      restore()
      announceError(`“${name}” is not deleted`, error)
      return
    }
    const fetched = deletion.onDone?.()
    if (!(fetched instanceof Promise)) return
    await fetched.catch(() => undefined)
    setHidden(key, false)
  }
  offer({ title, message, undo: restore, settle: () => void commit() })
}

/** Say what was done, and offer to take it back for a while. */
export function offerUndo({ title, message, undo }: Reversal): void {
  offer({ title, message, undo: () => void undo(), settle: () => {} })
}

/** Undo the newest change that still can be; say whether there was one. */
export function undoNewest(): boolean {
  const newest = [...waiting.values()].at(-1)
  if (newest) end(newest, 'undo')
  return newest !== undefined
}

function setHidden(key: string, hidden: boolean): void {
  const keys = new Set(useHiddenKeys.getState())
  if (hidden) keys.add(key)
  else keys.delete(key)
  useHiddenKeys.setState(keys, true)
}

interface Offer {
  title: string
  message?: string
  undo: () => void
  settle: () => void
}

function offer({ title, message, undo, settle }: Offer): void {
  listen()
  const id = `undo-${++count}`
  const one: Waiting = { id, undo, settle }
  waiting.set(id, one)
  const wait = () => {
    clearTimeout(one.timer)
    if (waiting.has(id)) one.timer = setTimeout(() => end(one, 'settle'), UNDO_MS)
  }
  const rest = () => clearTimeout(one.timer)
  wait()
  notifications.show({
    id,
    title,
    message: <UndoMessage message={message} onUndo={() => end(one, 'undo')} />,
    role: 'status',
    priority: 1,
    autoClose: false,
    closeButtonProps: { 'aria-label': 'Close' },
    onClose: () => end(one, 'settle'),
    onMouseEnter: rest,
    onMouseLeave: wait,
    onFocus: rest,
    onBlur: wait,
  })
}

/** End the waiting one way or the other, once. */
function end(one: Waiting, how: 'undo' | 'settle'): void {
  if (!waiting.delete(one.id)) return
  clearTimeout(one.timer)
  notifications.hide(one.id)
  one[how]()
}

function UndoMessage({ message, onUndo }: { message?: string; onUndo: () => void }) {
  return (
    <span className={classes.message}>
      <span>{message}</span>
      <Button size="compact-sm" variant="light" onClick={onUndo}>
        Undo
      </Button>
    </span>
  )
}

const KEEPS_UNDO = 'input, textarea, select, [contenteditable=true]'
const outliving: Middleware = {
  onRequest: ({ request }) => new Request(request, { keepalive: true }),
}
let listening = false

/** Follow the keyboard, and the end of the page, from the first change on. */
function listen(): void {
  if (listening) return
  listening = true
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.key.toLowerCase() !== 'z') return
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
    if (event.target instanceof Element && event.target.closest(KEEPS_UNDO)) return
    if (undoNewest()) event.preventDefault()
  })
  window.addEventListener('pagehide', sendAll)
}

/** Send what waits while the page goes away; the requests outlive it. */
function sendAll(): void {
  if (waiting.size === 0) return
  api.use(outliving)
  for (const one of [...waiting.values()]) end(one, 'settle')
  setTimeout(() => api.eject(outliving)) // the page may come back from the browser's memory
}
