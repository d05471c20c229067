import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { sampleTrack } from '../../tests/samples'
import { markFavourite } from './favourites'

test('a favourite is one wherever it is shown, and nothing else is touched', () => {
  const client = new QueryClient()
  const [a, b] = [sampleTrack({ id: 'a' }), sampleTrack({ id: 'b' })]
  const others = { items: [{ track: b }] }
  client.setQueryData(['tracks', 'one', 'a'], a)
  client.setQueryData(['playlists', 'p'], { items: [{ track: a }, { track: b }] })
  client.setQueryData(['chat', 'c'], { turns: [{ items: [{ track: a }] }] })
  client.setQueryData(['others'], others)
  markFavourite(client, 'a', true)
  expect(client.getQueryData(['tracks', 'one', 'a'])).toMatchObject({ favourite: true })
  expect(client.getQueryData(['playlists', 'p'])).toMatchObject({
    items: [{ track: { favourite: true } }, { track: { favourite: false } }],
  })
  expect(client.getQueryData(['chat', 'c'])).toMatchObject({
    turns: [{ items: [{ track: { favourite: true } }] }],
  })
  expect(client.getQueryData(['others'])).toBe(others)
})
