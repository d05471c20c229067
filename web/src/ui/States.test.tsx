import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Music } from 'lucide-react'
import { expect, test, vi } from 'vitest'
import { ApiError } from '../api/client'
import { EmptyState } from './EmptyState'
import { ErrorState } from './ErrorState'

test('an error is told in the words of the server, with a way to try again', async () => {
  const onRetry = vi.fn()
  const error = new ApiError({ code: 'x', detail: 'The disk is full; make room and try again.' })
  render(
    <MantineProvider>
      <ErrorState title="It was not saved" error={error} onRetry={onRetry} />
    </MantineProvider>,
  )
  expect(screen.getByRole('alert')).toHaveTextContent('The disk is full; make room and try again.')
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(onRetry).toHaveBeenCalledOnce()
})

test('an empty place says what would fill it', () => {
  render(
    <MantineProvider>
      <EmptyState icon={Music} title="No playlists yet">
        Save one.
      </EmptyState>
    </MantineProvider>,
  )
  expect(screen.getByRole('heading', { name: 'No playlists yet' })).toBeVisible()
  expect(screen.getByText('Save one.')).toBeVisible()
})
