import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { sampleJob } from '../../../tests/samples'
import type { Job } from '../../api/client'
import { DemoProgress } from './DemoProgress'

function show(part: Partial<Job>) {
  const job = sampleJob({ kind: 'demo', title: 'Compose the demo library', ...part })
  return render(
    <MantineProvider>
      <QueryClientProvider client={new QueryClient()}>
        <DemoProgress job={job} />
      </QueryClientProvider>
    </MantineProvider>,
  )
}

test('what is composed is told, and no pace before it is known', () => {
  show({ stage: 'composing the demo library', counts: { total: 41, written: 3 } })
  expect(screen.getByRole('status')).toHaveTextContent('3 of 41 tracks composed')
  expect(screen.getByText('The pace shows after a few tracks.')).toBeVisible()
  expect(screen.queryByText(/left/)).not.toBeInTheDocument()
  expect(screen.getByRole('button', { name: 'Cancel' })).toBeEnabled()
})

test('a pace that the job tells is shown', () => {
  const counts = { total: 41, written: 10 }
  show({ counts, rate_per_minute: 20, time_left_s: 93 })
  expect(screen.getByText('20 tracks per minute · about 2 min left')).toBeVisible()
})

test('a job that waits or stops says so', () => {
  const { unmount } = show({ status: 'queued' })
  expect(screen.getByText('Waiting for its turn')).toBeVisible()
  expect(screen.queryByText(/pace/)).not.toBeInTheDocument()
  unmount()
  show({ cancel_requested: true, counts: { total: 41, written: 3 } })
  expect(screen.getByText('Stopping')).toBeVisible()
  expect(screen.getByRole('button', { name: 'Cancel' })).toBeDisabled()
})
