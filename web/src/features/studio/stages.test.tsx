import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { sampleJob } from '../../../tests/samples'
import { StageStepper } from './StageStepper'
import { STAGES, stageStates } from './stages'

const making = (stage: string, part = {}) => sampleJob({ kind: 'produce', stage, ...part })

test('what lies before the stage is done, what lies behind it is to come', () => {
  const states = stageStates(making('compose'))
  expect(states.slice(0, 4)).toEqual(['done', 'done', 'now', 'ahead'])
  expect(states.slice(4)).toEqual(['ahead', 'ahead', 'ahead', 'ahead'])
})

test('a job that waits has not begun, a completed one is done throughout', () => {
  expect(new Set(stageStates(making('waiting', { status: 'queued' })))).toEqual(new Set(['ahead']))
  expect(new Set(stageStates(making('pack', { status: 'completed' })))).toEqual(new Set(['done']))
})

test('a failed job shows where it ended', () => {
  expect(stageStates(making('mix', { status: 'failed' }))[4]).toBe('stopped')
})

test('another attempt goes back to composing', () => {
  expect(stageStates(making('check'))[6]).toBe('now')
  expect(stageStates(making('compose'))[6]).toBe('ahead')
})

test('the stepper tells the stage and the percent, also to who cannot see it', () => {
  render(
    <MantineProvider>
      <StageStepper job={making('play the stems', { progress: 37 })} />
    </MantineProvider>,
  )
  expect(screen.getAllByRole('listitem')).toHaveLength(STAGES.length)
  const now = screen.getByText('Play the stems').closest('li')
  expect(now).toHaveAttribute('aria-current', 'step')
  expect(now).toHaveTextContent('under way')
  expect(screen.getByText('37 %')).toBeVisible()
  expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '37')
})
