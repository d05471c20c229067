import { MantineProvider } from '@mantine/core'
import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { expect, test, vi } from 'vitest'
import { sampleTrack } from '../../tests/samples'
import { ResultList } from './ResultList'

vi.mock('@tanstack/react-router', () => ({
  Link: ({ children }: { children: ReactNode }) => <a href="#x">{children}</a>,
}))

const items = ['a', 'b'].map((id) => ({
  track: sampleTrack({ id, title: `Song ${id}` }),
  distance: 0.25,
  similarity: 0.75,
  reasons: [
    { code: 'distance', text: '75 % alike' },
    { code: 'key', text: 'same key' },
  ],
}))

test('each result says how alike it is and why, and plays from its place', async () => {
  const onPlay = vi.fn()
  render(
    <MantineProvider>
      <ResultList label="Found" items={items} playingId={null} onPlay={onPlay} />
    </MantineProvider>,
  )
  const row = screen.getAllByRole('listitem')[1] as HTMLElement
  expect(within(row).getByRole('meter', { name: 'Similarity of Song b' })).toHaveAttribute(
    'aria-valuenow',
    '75',
  )
  expect(within(row).getByText('same key')).toBeVisible()
  expect(within(row).queryByText('75 % alike')).toBeNull()
  await userEvent.click(within(row).getByRole('button', { name: 'Play Song b' }))
  expect(onPlay).toHaveBeenCalledWith(1)
})

test('a row that is pointed at or focused is told of, and lit from outside', async () => {
  const onLit = vi.fn()
  render(
    <MantineProvider>
      <ResultList
        label="Found"
        items={items}
        playingId={null}
        litId="a"
        onLit={onLit}
        onPlay={() => {}}
      />
    </MantineProvider>,
  )
  const [first, second] = screen.getAllByRole('listitem')
  expect(first).toHaveAttribute('data-lit')
  await userEvent.hover(second as HTMLElement)
  expect(onLit).toHaveBeenLastCalledWith('b')
  await userEvent.tab()
  expect(onLit).toHaveBeenLastCalledWith('a')
})

test('short rows say the reasons in words, and play when they are clicked twice', async () => {
  const onPlay = vi.fn()
  render(
    <MantineProvider>
      <ResultList label="Found" look="lines" items={items} playingId={null} onPlay={onPlay} />
    </MantineProvider>,
  )
  const row = screen.getAllByRole('listitem')[1] as HTMLElement
  expect(within(row).queryByRole('meter')).toBeNull()
  await userEvent.dblClick(within(row).getByText('75 % alike · same key'))
  expect(onPlay).toHaveBeenCalledExactlyOnceWith(1)
})
