import { expect, test, vi } from 'vitest'
import { ApiError, api, UNREACHABLE, unwrap } from './client'

const answer = (status: number, body: unknown) =>
  vi.spyOn(globalThis, 'fetch').mockResolvedValue(
    new Response(status === 204 ? null : JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json' },
    }),
  )

test('what the server says is wrong is what people read', async () => {
  answer(422, { code: 'folder_not_found', detail: 'There is no folder /x.', field: 'path' })
  const asked = unwrap(api.POST('/api/v1/sources', { body: { path: '/x', scan: true } }))
  await expect(asked).rejects.toMatchObject({
    message: 'There is no folder /x.',
    code: 'folder_not_found',
    field: 'path',
  })
})

test('an answer that is no problem document still gives a sentence', async () => {
  answer(500, 'oops')
  await expect(unwrap(api.GET('/api/v1/status'))).rejects.toBeInstanceOf(ApiError)
})

test('silence of the server is told in plain words', async () => {
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('Failed to fetch'))
  await expect(unwrap(api.GET('/api/v1/status'))).rejects.toThrow(UNREACHABLE)
})

test('an empty answer is fine where none is expected', async () => {
  answer(204, null)
  const asked = api.DELETE('/api/v1/playlists/{playlist_id}', {
    params: { path: { playlist_id: 'p' } },
  })
  await expect(unwrap(asked)).resolves.toBeUndefined()
})
