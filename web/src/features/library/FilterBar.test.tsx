import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { discoverKeys } from '../../api/discover'
import { FilterBar } from './FilterBar'
import type { LibrarySearch } from './librarySearch'

let seen: LibrarySearch = {}

function Bar({ start = {} }: { start?: LibrarySearch }) {
  const [search, setSearch] = useState(start)
  seen = search
  const client = new QueryClient()
  client.setQueryData(discoverKeys.facets, {
    genres: [
      { name: 'Rock', track_count: 7 },
      { name: 'Jazz', track_count: 2 },
    ],
    moods: [{ name: 'happy', track_count: 3 }],
    kinds: [],
    years: [],
    spaces: [],
    text_space: null,
    track_count: 9,
  })
  return (
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <FilterBar
          search={search}
          sources={[]}
          onChange={(part) => setSearch({ ...search, ...part })}
        />
      </QueryClientProvider>
    </MantineProvider>
  )
}

test('genres are chosen from a menu, shown on its button, and taken away', async () => {
  render(<Bar />)
  await userEvent.click(screen.getByRole('button', { name: 'Genre' }))
  await userEvent.click(await screen.findByRole('checkbox', { name: /Rock/ }))
  expect(seen.genre).toEqual(['Rock'])
  await userEvent.click(screen.getByRole('button', { name: 'Remove genre: Rock' }))
  expect(seen.genre).toBeUndefined()
})

test('all filters are cleared at once; what is no filter stays', async () => {
  render(<Bar start={{ q: 'night', key: ['Am'], slowest: 90, stars: 3, favourites: true }} />)
  expect(screen.getByRole('button', { name: 'Favourites' })).toHaveAttribute('aria-pressed', 'true')
  expect(screen.getByRole('button', { name: 'Tempo: from 90 BPM' })).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Clear all' }))
  expect(seen).toEqual({ q: 'night' })
  expect(screen.queryByRole('button', { name: 'Clear all' })).toBeNull()
})

test('a tempo range that is upside down is told, not asked for', async () => {
  render(<Bar start={{ slowest: 120 }} />)
  await userEvent.click(screen.getByRole('button', { name: 'Tempo: from 120 BPM' }))
  await userEvent.type(await screen.findByRole('textbox', { name: 'Tempo in BPM, to' }), '9')
  expect(screen.getByRole('alert')).toHaveTextContent('above the upper one')
  expect(seen).toEqual({ slowest: 120 })
})
