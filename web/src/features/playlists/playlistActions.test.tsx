import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { expect, test, vi } from 'vitest'
import { sampleTrack } from '../../../tests/samples'
import type { PlaylistDetail } from '../../api/client'
import { keys } from '../../api/queries'
import * as announcements from '../../ui/announce'
import { moveItem, useReplaceItems } from './playlistActions'

test.each([
  [0, 2, ['b', 'c', 'a']],
  [2, 0, ['c', 'a', 'b']],
  [1, 9, ['a', 'c', 'b']],
  [7, 0, ['a', 'b', 'c']],
])('moving %s to %s gives %s', (from, to, result) => {
  expect(moveItem(['a', 'b', 'c'], from, to)).toEqual(result)
})

const items = ['a', 'b'].map((id, position) => ({
  position,
  track: sampleTrack({ id }),
  reason: null,
}))
const playlist: PlaylistDetail = {
  id: 'p',
  name: 'P',
  description: '',
  version: 3,
  track_count: 2,
  duration_s: 20,
  created_at: '',
  updated_at: '',
  items,
}
const order = (client: QueryClient) =>
  client.getQueryData<PlaylistDetail>(keys.playlist('p'))?.items.map((item) => item.track.id)

function setUp() {
  const client = new QueryClient()
  client.setQueryData(keys.playlist('p'), playlist)
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  )
  return { client, hook: renderHook(() => useReplaceItems('p'), { wrapper }) }
}

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

test('a new order shows at once and names the version it is based on', async () => {
  const saved = { ...playlist, version: 4, items: [...items].reverse() }
  const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => json(200, saved))
  const { client, hook } = setUp()
  act(() => hook.result.current.mutate([...items].reverse()))
  await waitFor(() => expect(order(client)).toEqual(['b', 'a']))
  await waitFor(() => expect(hook.result.current.isSuccess).toBe(true))
  const request = fetched.mock.calls[0]?.[0] as Request
  expect(await request.clone().json()).toMatchObject({
    version: 3,
    items: [{ track_id: 'b' }, { track_id: 'a' }],
  })
  expect(client.getQueryData<PlaylistDetail>(keys.playlist('p'))?.version).toBe(4)
})

test('an order somebody else has changed meanwhile is said so and fetched anew', async () => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () =>
    json(409, { code: 'playlist_changed', detail: 'P was changed.' }),
  )
  const told = vi.spyOn(announcements, 'announceError').mockReturnValue()
  const { client, hook } = setUp()
  act(() => hook.result.current.mutate([...items].reverse()))
  await waitFor(() => expect(told).toHaveBeenCalledOnce())
  expect(told.mock.calls[0]?.[0]).toMatch(/Changed elsewhere/)
  await waitFor(() => expect(client.getQueryState(keys.playlist('p'))?.isInvalidated).toBe(true))
})
