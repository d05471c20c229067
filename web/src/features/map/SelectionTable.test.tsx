import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { sampleTrack } from '../../../tests/samples'
import { usePlayer } from '../../audio/player'
import { SelectionTable } from './SelectionTable'

function show(rows: Uint32Array<ArrayBuffer>) {
  const asked: number[][] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const body = (await (input as Request).json()) as { rows: number[] }
    asked.push(body.rows)
    const items = body.rows.map((row) => sampleTrack({ id: `t${row}`, title: `Track ${row}` }))
    return Response.json({ items })
  })
  const actions = { onChoose: vi.fn(), onClose: vi.fn() }
  render(
    <MantineProvider>
      <QueryClientProvider client={new QueryClient()}>
        <SelectionTable version="v1" rows={rows} {...actions} />
      </QueryClientProvider>
    </MantineProvider>,
  )
  return { asked, ...actions }
}

test('of a large selection only the rows in view are fetched, in their order', async () => {
  const { asked } = show(Uint32Array.from({ length: 1_000 }, (_, place) => 7 * place))
  expect(screen.getByRole('heading', { name: '1,000 tracks selected' })).toBeVisible()
  expect(await screen.findByText('Track 7')).toBeVisible()
  expect(asked).toEqual([Array.from({ length: 100 }, (_, place) => 7 * place)])
})

test('a selected track is shown on the map, and plays within the selection', async () => {
  const { onChoose } = show(Uint32Array.from([4, 9, 2]))
  await userEvent.click(await screen.findByText('Track 9'))
  expect(onChoose).toHaveBeenCalledWith(9)
  await userEvent.click(screen.getByRole('button', { name: 'Play Track 9' }))
  const { track, queue, index } = usePlayer.getState()
  expect([track?.id, queue?.length, index]).toEqual(['t9', 3, 1])
})
