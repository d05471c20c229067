import { MantineProvider } from '@mantine/core'
import { Notifications, notifications } from '@mantine/notifications'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError, api, unwrap } from '../api/client'
import { type Deletion, deleteWithUndo, offerUndo, UNDO_MS, useHidden } from './undo'

let place = 0

function List({ keys }: { keys: string[] }) {
  const hidden = useHidden()
  return keys.filter((key) => !hidden(key)).map((key) => <p key={key}>{key}</p>)
}

/** Show a list of new things, and return how to delete one of them. */
function show() {
  const keys = [`thing:${++place}a`, `thing:${place}b`] as const
  render(
    <MantineProvider env="test">
      <List keys={[...keys]} />
      <Notifications />
    </MantineProvider>,
  )
  const commit = vi.fn(async (): Promise<unknown> => undefined)
  const remove = (key: string, more: Partial<Deletion> = {}) =>
    act(() => deleteWithUndo({ key, name: key, commit, ...more }))
  return { first: keys[0], second: keys[1], commit, remove }
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(async () => {
  await pass(2 * UNDO_MS) // what still waits in one test must not reach the next
  act(() => notifications.clean())
  vi.useRealTimers()
})

test('what is deleted is gone from lists at once, and from the server after ten seconds', async () => {
  const { first, second, commit, remove } = show()
  remove(first)
  expect(screen.queryByText(first)).toBeNull()
  expect(screen.getByText(second)).toBeVisible()
  await pass(UNDO_MS - 1)
  expect(commit).not.toHaveBeenCalled()
  await pass(1)
  expect(commit).toHaveBeenCalledOnce()
  expect(screen.queryByText(first)).toBeNull()
})

test('undone, it is there again and is never deleted', async () => {
  const { first, commit, remove } = show()
  const onRestored = vi.fn()
  remove(first, { onRestored })
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
  expect(screen.getByText(first)).toBeVisible()
  expect(onRestored).toHaveBeenCalledOnce()
  await pass(UNDO_MS)
  expect(commit).not.toHaveBeenCalled()
})

test('Ctrl+Z undoes the newest first, and nothing while somebody types', () => {
  const { first, second, remove } = show()
  remove(first)
  remove(second)
  const field = document.body.appendChild(document.createElement('input'))
  fireEvent.keyDown(field, { key: 'z', ctrlKey: true })
  expect(screen.queryByText(second)).toBeNull()
  fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true })
  expect(screen.getByText(second)).toBeVisible()
  expect(screen.queryByText(first)).toBeNull()
  fireEvent.keyDown(document.body, { key: 'z', metaKey: true })
  expect(screen.getByText(first)).toBeVisible()
  field.remove()
})

test('what the server refuses to delete comes back, with its reason', async () => {
  const { first, remove } = show()
  const refused = new ApiError({ code: 'in_use', detail: 'A radio plays it; stop that first.' })
  remove(first, { commit: () => Promise.reject(refused) })
  await pass(UNDO_MS)
  expect(screen.getByText(first)).toBeVisible()
  expect(screen.getByText('A radio plays it; stop that first.')).toBeVisible()
})

test('leaving the page sends what waits at once, as requests that outlive it', async () => {
  const { first, second, remove } = show()
  const fetch = vi
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async () => new Response(null, { status: 204 }))
  const byId = (playlist_id: string) => ({ params: { path: { playlist_id } } })
  for (const key of [first, second]) {
    remove(key, { commit: () => unwrap(api.DELETE('/api/v1/playlists/{playlist_id}', byId(key))) })
  }
  window.dispatchEvent(new Event('pagehide'))
  await pass(0)
  expect(fetch.mock.calls.map(([request]) => (request as Request).keepalive)).toEqual([true, true])
  await pass(UNDO_MS)
  expect(fetch).toHaveBeenCalledTimes(2)
})

test('the time stands still while the focus is on the message', async () => {
  const { first, commit, remove } = show()
  remove(first)
  const undo = screen.getByRole('button', { name: 'Undo' })
  expect(undo).not.toHaveFocus()
  act(() => undo.focus())
  await pass(3 * UNDO_MS)
  expect(commit).not.toHaveBeenCalled()
  act(() => undo.blur())
  await pass(UNDO_MS)
  expect(commit).toHaveBeenCalledOnce()
})

test('a name can be used again once what held it was fetched anew', async () => {
  const { first, remove } = show()
  remove(first, { onDone: () => Promise.resolve() })
  await pass(UNDO_MS)
  expect(screen.getByText(first)).toBeVisible()
})

test('a change that is made already is taken back by the same button', () => {
  show()
  const undo = vi.fn()
  act(() => offerUndo({ title: 'Taken out', undo }))
  expect(screen.getByText('Taken out').closest('[role=status]')).not.toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
  expect(undo).toHaveBeenCalledOnce()
})
