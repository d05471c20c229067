import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { fireEvent, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test, vi } from 'vitest'
import { queueOf, usePlayer } from '../audio/player'
import { QueuePanel } from './QueuePanel'

const songs = ['Amber', 'Birch', 'Cedar', 'Dune'].map((title) => ({
  id: title,
  title,
  artist: 'Trees',
  duration_s: 60,
}))
const start = usePlayer.getInitialState()

async function show() {
  const onClose = vi.fn()
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <QueuePanel opened onClose={onClose} />
      </MantineProvider>
    </QueryClientProvider>,
  )
  const list = screen.getByRole('list', { name: 'What comes' })
  await within(list).findByText('Cedar')
  const titles = () =>
    within(list)
      .getAllByRole('button', { name: /^Play .* now$/ })
      .map((button) => button.getAttribute('aria-label')?.split(' ')[1])
  return { list, titles, onClose }
}

beforeEach(async () => {
  usePlayer.setState(start, true)
  await usePlayer.getState().play(queueOf('the playlist “Woods”', songs), 0)
})

test('it says what plays, of which list, and what comes', async () => {
  const { titles } = await show()
  expect(screen.getByText('From the playlist “Woods”: 1 of 4 tracks')).toBeVisible()
  expect(titles()).toEqual(['Birch', 'Cedar', 'Dune'])
})

test('Alt with an arrow moves a track, and the focus goes with it', async () => {
  const { titles } = await show()
  const birch = screen.getByRole('button', { name: 'Play Birch now' })
  birch.focus()
  fireEvent.keyDown(birch, { key: 'ArrowDown', altKey: true })
  expect([...titles()].sort()).toEqual(['Birch', 'Cedar', 'Dune'])
  expect(birch.closest('li')).toHaveAttribute('aria-posinset', '2')
  expect(birch).toHaveFocus()
  expect(screen.getByText('Birch is now number 2 of what comes')).toBeInTheDocument()
})

test('a track of it is played at once, or taken out', async () => {
  const { titles } = await show()
  await userEvent.click(screen.getByRole('button', { name: 'Take Birch out' }))
  expect(titles()).toEqual(['Cedar', 'Dune'])
  await userEvent.click(screen.getByRole('button', { name: 'Play Dune now' }))
  expect(usePlayer.getState().track?.title).toBe('Dune')
  expect(await screen.findByText('Nothing comes after this.')).toBeVisible()
})

test('repeat goes round its three states, and Escape closes the panel', async () => {
  const { onClose } = await show()
  const repeat = screen.getByRole('button', { name: /^Repeat/ })
  const seen = []
  for (let press = 0; press < 3; press++) {
    await userEvent.click(repeat)
    seen.push(usePlayer.getState().repeat)
  }
  expect(seen).toEqual(['all', 'one', 'off'])
  await userEvent.keyboard('{Escape}')
  expect(onClose).toHaveBeenCalledOnce()
})
