import { expect, test } from 'vitest'
import { sampleJob } from '../../tests/samples'
import { countsOf, paceOf, stageOf } from './JobProgress'

test('figures come in a fixed order; zeros are left out, but not what was heard', () => {
  expect(countsOf({ failed: 0, heard: 0, total: 1204 })).toBe('1,204 to hear · 0 heard')
  expect(countsOf({ failed: 2, heard: 80, total: 100 })).toBe('100 to hear · 80 heard · 2 failed')
  expect(countsOf({ total: 41, written: 0 })).toBe('41 to compose · 0 composed')
})

test('pace is told only when it is known', () => {
  expect(paceOf(sampleJob())).toBe('')
  expect(paceOf(sampleJob({ rate_per_minute: 412.4, time_left_s: 130 }))).toBe(
    '412 tracks per minute · about 2 min left',
  )
  const begun = { counts: { total: 41, heard: 1 }, rate_per_minute: 3, time_left_s: 800 }
  expect(paceOf(sampleJob(begun))).toBe('')
  expect(paceOf(sampleJob({ rate_per_minute: 4.26 }))).toBe('4.3 tracks per minute')
})

test('the stage says what goes on', () => {
  expect(stageOf(sampleJob())).toBe('Listening')
  expect(stageOf(sampleJob({ status: 'queued' }))).toBe('Waiting for its turn')
  expect(stageOf(sampleJob({ cancel_requested: true }))).toBe('Stopping')
})
