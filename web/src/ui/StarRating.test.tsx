import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { StarRating } from './StarRating'
import { starsInWords, toRating, toStars } from './stars'

test.each([
  [null, null, 'nothing'],
  [0, 0, '0 stars'],
  [10, 0.5, '½ stars'],
  [20, 1, '1 star'],
  [50, 2.5, '2½ stars'],
  [100, 5, '5 stars'],
])('a rating of %s is %s stars', (rating, stars, words) => {
  expect(toStars(rating)).toBe(stars)
  if (stars !== null) {
    expect(starsInWords(stars)).toBe(words)
    expect(toRating(stars)).toBe(rating)
  }
})

test('a track is rated by mouse and by keys, and its rating is taken away', async () => {
  const onRate = vi.fn()
  const { rerender } = render(<StarRating title="Night" rating={null} onRate={onRate} />)
  expect(screen.queryByRole('button')).toBeNull()
  await userEvent.click(screen.getByRole('radio', { name: '3 stars' }))
  expect(onRate).toHaveBeenLastCalledWith(60)
  rerender(<StarRating title="Night" rating={60} onRate={onRate} />)
  expect(screen.getByRole('radio', { name: '3 stars' })).toBeChecked()
  screen.getByRole('radio', { name: '3 stars' }).focus()
  await userEvent.keyboard('{ArrowRight}')
  expect(onRate).toHaveBeenLastCalledWith(80)
  await userEvent.click(screen.getByRole('button', { name: 'Take the rating of Night away' }))
  expect(onRate).toHaveBeenLastCalledWith(null)
})

test('half a star of a server is shown, and counts as the star it is in', () => {
  render(<StarRating title="Night" rating={50} onRate={() => {}} />)
  expect(screen.getByText('2½ stars')).toBeVisible()
  expect(screen.getByRole('radio', { name: '3 stars' })).toBeChecked()
})
