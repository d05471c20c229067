import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { sampleJob, sampleSource } from '../../tests/samples'
import type { Job, JobDetail, Source } from './client'
import { applyEvent, followEvents, useConnection } from './events'
import { keys } from './queries'

let client: QueryClient
beforeEach(() => {
  client = new QueryClient()
})

const jobEvent = (job: Job) => ({ type: 'job', job }) as const

test('a running job joins the live jobs, and leaves them when it ends', () => {
  applyEvent(client, jobEvent(sampleJob()))
  applyEvent(client, jobEvent(sampleJob({ progress: 50 })))
  expect(client.getQueryData<Job[]>(keys.liveJobs)).toMatchObject([{ job_id: 'j1', progress: 50 }])
  applyEvent(client, jobEvent(sampleJob({ status: 'completed' })))
  expect(client.getQueryData<Job[]>(keys.liveJobs)).toEqual([])
})

test('a list of jobs that was fetched is kept fresh; one that was not is not made up', () => {
  applyEvent(client, jobEvent(sampleJob()))
  expect(client.getQueryData(keys.jobList)).toBeUndefined()
  client.setQueryData(keys.jobList, [sampleJob({ job_id: 'old' })])
  applyEvent(client, jobEvent(sampleJob()))
  expect(client.getQueryData<Job[]>(keys.jobList)?.map((job) => job.job_id)).toEqual(['j1', 'old'])
})

test('an open job keeps its log while its figures change', () => {
  const line = { at: '', level: 'info', message: 'begun' }
  client.setQueryData<JobDetail>(keys.job('j1'), { ...sampleJob(), log: [line], children: [] })
  applyEvent(client, jobEvent(sampleJob({ progress: 90 })))
  expect(client.getQueryData(keys.job('j1'))).toMatchObject({ progress: 90, log: [line] })
})

test('a child shows up with its parent only', () => {
  client.setQueryData<JobDetail>(keys.job('j1'), { ...sampleJob(), log: [], children: [] })
  applyEvent(client, jobEvent(sampleJob({ job_id: 'child', parent_id: 'j1' })))
  expect(client.getQueryData<JobDetail>(keys.job('j1'))?.children).toHaveLength(1)
  expect(client.getQueryData(keys.liveJobs)).toBeUndefined()
})

test('a source stops being scanned when its scan ends', () => {
  client.setQueryData<Source[]>(keys.sources, [sampleSource({ scan_job_id: 'j1' })])
  applyEvent(client, jobEvent(sampleJob()))
  expect(client.getQueryData<Source[]>(keys.sources)?.[0]?.scan_job_id).toBe('j1')
  applyEvent(client, jobEvent(sampleJob({ status: 'failed', cancelled: true })))
  expect(client.getQueryData<Source[]>(keys.sources)?.[0]?.scan_job_id).toBeNull()
})

test('only counts and ends of jobs say that tracks may have changed', () => {
  const counts = { found: 1, analysed: 0, failed: 0, missing: 0, total: 1 }
  expect(applyEvent(client, { type: 'library', counts })).toBe(true)
  expect(applyEvent(client, jobEvent(sampleJob()))).toBe(false)
  expect(applyEvent(client, jobEvent(sampleJob({ status: 'failed' })))).toBe(true)
})

class FakeEventSource {
  static all: FakeEventSource[] = []
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  onmessage: ((message: { data: string; lastEventId?: string }) => void) | null = null
  closed = false
  constructor(readonly url: string) {
    FakeEventSource.all.push(this)
  }
  close() {
    this.closed = true
  }
}

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  FakeEventSource.all = []
})

const newest = () => FakeEventSource.all.at(-1) as FakeEventSource

/** Follow events of a fake stream; each wait is as long as it may be. */
function follow() {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', FakeEventSource)
  return {
    invalidate: vi.spyOn(client, 'invalidateQueries'),
    stop: followEvents(client, '/events', () => 1),
  }
}

test('a lost stream is said to be lost, opened again, and everything asked anew', () => {
  const { invalidate, stop } = follow()
  newest().onopen?.()
  expect(useConnection.getState().state).toBe('open')
  expect(invalidate).not.toHaveBeenCalled()

  newest().onerror?.()
  expect(useConnection.getState().state).toBe('lost')
  expect(newest().closed).toBe(true)
  vi.advanceTimersByTime(1_000)
  expect(FakeEventSource.all).toHaveLength(2)
  newest().onerror?.()
  vi.advanceTimersByTime(1_500)
  expect(FakeEventSource.all).toHaveLength(2) // each try waits longer
  vi.advanceTimersByTime(500)
  newest().onopen?.()
  expect(useConnection.getState().state).toBe('open')
  expect(invalidate).toHaveBeenCalledExactlyOnceWith(undefined)
  stop()
  expect(newest().closed).toBe(true)
})

test('a stream that broke goes on after the last event, and only what failed is asked again', async () => {
  const { invalidate, stop } = follow()
  client.setQueryData(['fine'], 1)
  const failing = client.fetchQuery({
    queryKey: ['away'],
    queryFn: () => Promise.reject(),
    retry: false,
  })
  await failing.catch(() => undefined)
  newest().onopen?.()
  newest().onmessage?.({ data: JSON.stringify(jobEvent(sampleJob())), lastEventId: '41 x' })
  newest().onerror?.()
  vi.advanceTimersByTime(1_000)
  expect(newest().url).toBe('/events?after=41%20x')
  newest().onopen?.()
  expect(client.getQueryState(['fine'])?.isInvalidated).toBe(false)
  expect(client.getQueryState(['away'])?.isInvalidated).toBe(true)

  newest().onmessage?.({ data: '{"type": "reset"}', lastEventId: '99' })
  expect(invalidate).toHaveBeenLastCalledWith()
  expect(client.getQueryState(['fine'])?.isInvalidated).toBe(true)
  stop()
})

test('a network that is back, or somebody who cannot wait, needs no waiting', () => {
  const { stop } = follow()
  newest().onopen?.()
  window.dispatchEvent(new Event('online'))
  expect(FakeEventSource.all).toHaveLength(1) // it is not lost
  newest().onerror?.()
  window.dispatchEvent(new Event('online'))
  expect(FakeEventSource.all).toHaveLength(2)
  newest().onerror?.()
  useConnection.getState().tryNow()
  expect(FakeEventSource.all).toHaveLength(3)
  newest().onopen?.()
  vi.advanceTimersByTime(60_000)
  expect(FakeEventSource.all).toHaveLength(3) // the try that waited is called off
  stop()
})

test('many events lead to few refreshes', () => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', FakeEventSource)
  const invalidate = vi.spyOn(client, 'invalidateQueries')
  const stop = followEvents(client)
  const counts = { found: 1, analysed: 0, failed: 0, missing: 0, total: 1 }
  for (let i = 0; i < 40; i++) {
    FakeEventSource.all[0]?.onmessage?.({ data: JSON.stringify({ type: 'library', counts }) })
    vi.advanceTimersByTime(100)
  }
  const tracks = invalidate.mock.calls.filter(([filter]) => filter?.queryKey === keys.tracks)
  expect(tracks.length).toBe(3) // at once, after 2 s, after 4 s
  stop()
})
