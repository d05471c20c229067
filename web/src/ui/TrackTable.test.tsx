import { MantineProvider } from '@mantine/core'
import { fireEvent, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { type ComponentProps, useState } from 'react'
import { expect, test, vi } from 'vitest'
import { sampleTrack } from '../../tests/samples'
import { nextSort, rowTarget, TrackTable } from './TrackTable'

type Props = Partial<ComponentProps<typeof TrackTable>>

function Table(props: Props) {
  const [selected, setSelected] = useState<number | null>(null)
  return (
    <MantineProvider>
      <TrackTable
        label="Tracks"
        count={1000}
        trackAt={(index) => sampleTrack({ id: `t${index}`, title: `Track ${index}` })}
        onRange={() => {}}
        onPlay={() => {}}
        playingId={null}
        sort={null}
        onSort={() => {}}
        selectedIndex={selected}
        onSelect={setSelected}
        {...props}
      />
    </MantineProvider>
  )
}

function rowOf(title: string): HTMLElement {
  const row = screen.getByRole('button', { name: `Play ${title}` }).closest('[role=row]')
  return row as HTMLElement
}

test('only rows in view exist, and the grid says how many there are', () => {
  render(<Table />)
  expect(screen.getByRole('grid')).toHaveAttribute('aria-rowcount', '1001')
  expect(screen.getAllByRole('row').length).toBeLessThan(60)
  expect(rowOf('Track 0')).toHaveAttribute('aria-rowindex', '2')
})

test('which rows are in view is told, so that they can be fetched', () => {
  const onRange = vi.fn()
  render(<Table onRange={onRange} />)
  expect(onRange).toHaveBeenCalledWith(0, expect.any(Number))
})

test('arrows choose a row and Enter plays it', async () => {
  const onPlay = vi.fn()
  render(<Table onPlay={onPlay} />)
  const user = userEvent.setup()
  screen.getByRole('grid').focus()
  await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowUp}')
  const row = rowOf('Track 1')
  expect(row).toHaveAttribute('aria-selected', 'true')
  expect(screen.getByRole('grid')).toHaveAttribute('aria-activedescendant', row.id)
  await user.keyboard('{Enter}')
  expect(onPlay).toHaveBeenCalledExactlyOnceWith(1)
})

test('a click chooses, a double click plays', async () => {
  const onPlay = vi.fn()
  const onSelect = vi.fn()
  render(<Table onPlay={onPlay} onSelect={onSelect} />)
  await userEvent.click(rowOf('Track 2'))
  expect(onSelect).toHaveBeenCalledWith(2)
  expect(onPlay).not.toHaveBeenCalled()
  await userEvent.dblClick(rowOf('Track 3'))
  expect(onPlay).toHaveBeenCalledExactlyOnceWith(3)
})

test('a row whose track has not come is held by grey bars', () => {
  render(<Table trackAt={() => undefined} />)
  expect(screen.getAllByText('Loading').length).toBeGreaterThan(0)
})

test('a failed track says so, a key that is unsure has a question mark', () => {
  const failed = sampleTrack({
    title: 'Broken',
    state: 'failed',
    features: null,
    error: { code: 'audio_empty', message: 'The file is empty.' },
  })
  const unsure = sampleTrack({ title: 'Vague' })
  if (unsure.features) unsure.features.key_confidence = 0.3
  render(<Table count={2} trackAt={(index) => [failed, unsure][index]} />)
  expect(within(rowOf('Broken')).getByText('Failed')).toBeVisible()
  expect(within(rowOf('Vague')).getByTitle('C♯ minor, uncertain')).toHaveTextContent('C♯m?')
})

test('headers sort up, then down, then by best match again', async () => {
  const onSort = vi.fn()
  render(<Table onSort={onSort} sort={{ column: 'artist', descending: false }} />)
  expect(screen.getByRole('columnheader', { name: 'Artist' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  )
  await userEvent.click(screen.getByRole('button', { name: 'Artist' }))
  expect(onSort).toHaveBeenCalledWith({ column: 'artist', descending: true })
  expect(nextSort({ column: 'artist', descending: true }, 'artist')).toBeNull()
  expect(nextSort(null, 'added')).toEqual({ column: 'added', descending: true })
})

test('the last of a million rows is reached, and the first again', async () => {
  const onRange = vi.fn()
  render(<Table count={1_000_000} onRange={onRange} />)
  const grid = screen.getByRole('grid')
  expect(grid).toHaveAttribute('aria-rowcount', '1000001')
  grid.focus()
  await userEvent.keyboard('{End}')
  expect(rowOf('Track 999999')).toHaveAttribute('aria-selected', 'true')
  expect(onRange).toHaveBeenLastCalledWith(expect.any(Number), 999_999)
  await userEvent.keyboard('{ArrowUp}{Home}')
  expect(rowOf('Track 0')).toHaveAttribute('aria-selected', 'true')
})

test('the end of the scroll bar is the end of a million rows, drawn where they are seen', () => {
  render(<Table count={1_000_000} />)
  const grid = screen.getByRole('grid')
  const body = rowOf('Track 0').parentElement as HTMLElement
  const heightPx = Number.parseInt(body.style.height, 10)
  expect(heightPx).toBeLessThan(16_000_000)
  grid.scrollTop = heightPx + 38 - grid.clientHeight
  fireEvent.scroll(grid)
  const last = rowOf('Track 999999')
  expect(last.style.transform).toBe(`translateY(${heightPx - 40}px)`)
})

test('the answer to another question is shown from its beginning', () => {
  const { rerender } = render(<Table question="all" />)
  const grid = screen.getByRole('grid')
  grid.scrollTop = 20_000
  fireEvent.scroll(grid)
  expect(rowOf('Track 500')).toBeVisible()
  rerender(<Table question="all" count={900} />)
  expect(grid.scrollTop).toBe(20_000)
  rerender(<Table question="jazz" count={900} />)
  expect(grid.scrollTop).toBe(0)
  expect(rowOf('Track 0')).toBeVisible()
})

test.each([
  ['ArrowDown', null, 0],
  ['ArrowUp', 5, 4],
  ['PageDown', 5, 15],
  ['Home', 5, 0],
  ['End', 5, 99],
  ['x', 5, undefined],
])('%s from row %s leads to %s', (key, from, to) => {
  expect(rowTarget(key, from, 100, 10)).toBe(to)
})
