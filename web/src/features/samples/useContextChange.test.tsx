import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { expect, test, vi } from 'vitest'
import { ApiError } from '../../api/client'
import { sampleKeys } from './samplesApi'
import { useContextChange } from './useContextChange'

const KNOWN = { session: 'default', bpm: 120, key: 'A', mode: 'minor', version: 1 }

/** Show the hook before a server that answers with what it is told, or refuses. */
function show(answer: (body: object) => Response) {
  const sent: object[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    const body: object = await request.json()
    sent.push(body)
    return answer(body)
  })
  const client = new QueryClient()
  client.setQueryData(sampleKeys.context('default'), KNOWN)
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  )
  return { sent, ...renderHook(() => useContextChange('default'), { wrapper }) }
}

const json = (body: object, status = 200) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json' },
  })

test('changes in quick succession show at once and are sent as one', async () => {
  const { sent, result } = show((body) => json({ ...KNOWN, ...body, version: 2 }))
  act(() => result.current.change({ bpm: 127 }))
  act(() => result.current.change({ bpm: 128 }))
  act(() => result.current.change({ genre_intent: 'house' }))
  expect(result.current.context).toMatchObject({ bpm: 128, genre_intent: 'house', version: 1 })
  expect(sent).toEqual([])
  await waitFor(() => expect(result.current.context).toMatchObject({ bpm: 128, version: 2 }))
  expect(sent).toEqual([{ bpm: 128, genre_intent: 'house' }])
})

test('what is refused is told, and the context is as it was', async () => {
  const problem = { code: 'context_invalid', detail: 'genre_intent cannot be that.' }
  const { result } = show(() => json({ ...problem, field: 'genre_intent' }, 422))
  act(() => result.current.change({ genre_intent: '?' }))
  await waitFor(() => expect(result.current.refused).toBeInstanceOf(ApiError))
  expect(result.current.refused).toMatchObject({ field: 'genre_intent' })
  expect(result.current.context).toEqual(KNOWN)
})

test('whoever leaves the page just after a change meant it', async () => {
  const { sent, result, unmount } = show((body) => json({ ...KNOWN, ...body }))
  act(() => result.current.change({ bpm: 90 }))
  unmount()
  await waitFor(() => expect(sent).toEqual([{ bpm: 90 }]))
})
