import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { MapLegend } from './MapLegend'
import { countValues, namesScale } from './mapScale'

function Legend() {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  return (
    <MapLegend
      scale={namesScale('genre', ['Ambient', 'Techno', 'Polka'], 'No genre')}
      counts={countValues(new Uint8Array([0, 0, 1, 255]))}
      hidden={hidden}
      onHidden={setHidden}
    />
  )
}

const pressed = (name: RegExp) => screen.getByRole('button', { name }).getAttribute('aria-pressed')

test('the legend tells how many tracks each colour has, and leaves out what none has', () => {
  render(<Legend />)
  const names = screen.getAllByRole('button').map((button) => button.textContent)
  expect(names).toEqual(['Ambient2', 'Techno1', 'No genre1'])
})

test('a colour is hidden, and all are shown again', async () => {
  render(<Legend />)
  await userEvent.click(screen.getByRole('button', { name: /Techno/ }))
  expect(pressed(/Techno/)).toBe('false')
  expect(pressed(/Ambient/)).toBe('true')
  await userEvent.click(screen.getByRole('button', { name: 'Show all' }))
  expect(pressed(/Techno/)).toBe('true')
})

test('a double click leaves only that colour, a second one brings all back', async () => {
  render(<Legend />)
  await userEvent.dblClick(screen.getByRole('button', { name: /Techno/ }))
  expect([pressed(/Techno/), pressed(/Ambient/), pressed(/No genre/)]).toEqual([
    'true',
    'false',
    'false',
  ])
  await userEvent.dblClick(screen.getByRole('button', { name: /Techno/ }))
  expect(pressed(/Ambient/)).toBe('true')
})
