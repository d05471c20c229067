import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { ChoiceChips } from './ChoiceChips'

const NAMES = ['House', 'Waltz', 'Metal']

function Genres({ both }: { both: boolean }) {
  const [wanted, setWanted] = useState<string[]>([])
  const [unwanted, setUnwanted] = useState<string[]>([])
  return (
    <>
      <ChoiceChips
        label="Genres"
        names={NAMES}
        wanted={wanted}
        unwanted={both ? unwanted : undefined}
        onChange={(next, without) => {
          setWanted(next)
          setUnwanted(without)
        }}
      />
      <output>{`with ${wanted.join()} without ${unwanted.join()}`}</output>
    </>
  )
}

test('one click asks for a name, the next for all but it, the third for neither', async () => {
  render(<Genres both />)
  const told = screen.getByRole('status')
  await userEvent.click(screen.getByRole('button', { name: 'Waltz' }))
  await userEvent.click(screen.getByRole('button', { name: 'House' }))
  expect(told).toHaveTextContent('with Waltz,House without')
  await userEvent.click(screen.getByRole('button', { name: 'House' }))
  expect(told).toHaveTextContent('with Waltz without House')
  await userEvent.click(screen.getByRole('button', { name: 'not House' }))
  expect(told).toHaveTextContent(/^with Waltz without$/)
})

test('where only asking for is possible, a second click takes it back', async () => {
  render(<Genres both={false} />)
  const chip = screen.getByRole('button', { name: 'Metal' })
  await userEvent.click(chip)
  expect(chip).toHaveAttribute('aria-pressed', 'true')
  await userEvent.click(chip)
  expect(chip).toHaveAttribute('aria-pressed', 'false')
})

test('of many names the first are shown, and all when asked for', async () => {
  const many = Array.from({ length: 30 }, (_, place) => `Genre ${place}`)
  render(<ChoiceChips label="Genres" names={many} wanted={['Genre 29']} onChange={() => {}} />)
  expect(screen.getByRole('button', { name: 'Genre 29' })).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Genre 20' })).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: '13 more…' }))
  expect(screen.getByRole('button', { name: 'Genre 20' })).toBeVisible()
})
