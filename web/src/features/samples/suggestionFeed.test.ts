import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { listOf, SuggestionFeed } from './suggestionFeed'
import type { Update } from './suggestionTypes'

class FakeEventSource {
  static readonly CLOSED = 2
  static all: FakeEventSource[] = []
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  readyState = 0
  private tell: (message: { data: string }) => void = () => {}
  constructor(readonly url: string) {
    FakeEventSource.all.push(this)
  }
  addEventListener(name: string, tell: (message: { data: string }) => void) {
    if (name === 'recommendations') this.tell = tell
  }
  close() {
    this.readyState = 2
  }
  send(update: Update) {
    this.tell({ data: JSON.stringify(update) })
  }
  open() {
    this.readyState = 1
    this.onopen?.()
  }
  /** Break; a browser tries again by itself, unless the answer was no stream. */
  fail(forGood: boolean) {
    this.readyState = forGood ? 2 : 0
    this.onerror?.()
  }
}

const newest = () => FakeEventSource.all.at(-1) as FakeEventSource
const update = (id: string) =>
  ({
    id,
    cause: 'now',
    causes: [],
    recommendations: { items: [{}], note: id },
  }) as unknown as Update
let stop: (() => void)[] = []
const follow = (feed: SuggestionFeed) => {
  const leave = feed.subscribe(() => {})
  stop.push(leave)
  return leave
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', FakeEventSource)
  FakeEventSource.all = []
})
afterEach(() => {
  for (const leave of stop) leave()
  stop = []
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('all who follow share one connection, which ends after the last of them', () => {
  const feed = new SuggestionFeed('session=my+track&explore=true')
  const leaves = [follow(feed), follow(feed)]
  expect(FakeEventSource.all.map(({ url }) => url)).toEqual([
    '/api/v1/recommendations/stream?session=my+track&explore=true',
  ])
  expect(feed.read()).toMatchObject({ isPending: true, isLive: true, update: null })
  newest().open()
  newest().send(update('1'))
  expect(feed.read()).toMatchObject({ isPending: false, update: { id: '1' } })
  for (const leave of leaves) leave()
  stop = [feed.subscribe(() => {})] // the next page came at once
  vi.advanceTimersByTime(5_000)
  expect(newest().readyState).toBe(1)
  stop[0]?.()
  vi.advanceTimersByTime(5_000)
  expect(newest().readyState).toBe(2)
  expect(feed.read().update).toBeNull()
})

test('a browser that takes the stream up again is left to it', () => {
  const feed = new SuggestionFeed('session=s')
  follow(feed)
  newest().open()
  newest().send(update('1'))
  newest().fail(false)
  expect(feed.read()).toMatchObject({ isLive: false, update: { id: '1' } })
  vi.advanceTimersByTime(60_000)
  expect(FakeEventSource.all).toHaveLength(1)
  newest().open()
  expect(feed.read().isLive).toBe(true)
})

test('where it gives up, the list is asked for and the stream opened anew, ever later', async () => {
  const top = vi.fn(async () => Response.json({ items: [], note: 'asked' }))
  vi.stubGlobal('fetch', top)
  const feed = new SuggestionFeed('session=s')
  follow(feed)
  newest().fail(true)
  await vi.advanceTimersByTimeAsync(0)
  expect(feed.read()).toMatchObject({
    isLive: false,
    update: { recommendations: { note: 'asked' } },
  })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(FakeEventSource.all).toHaveLength(2)
  newest().fail(true)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(FakeEventSource.all).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(FakeEventSource.all).toHaveLength(3)
  newest().open()
  newest().send(update('9'))
  expect(feed.read()).toMatchObject({ isLive: true, update: { id: '9' } })
})

test('why nothing can be shown is said in the words of the server, until something can', async () => {
  const problem = { code: 'bad_session', detail: 'A session has a name of 1 to 64 letters.' }
  vi.stubGlobal('fetch', async () => Response.json(problem, { status: 422 }))
  const feed = new SuggestionFeed('session=')
  follow(feed)
  newest().fail(true)
  await vi.advanceTimersByTimeAsync(0)
  expect(feed.read().error?.message).toMatch(/1 to 64 letters/)
  expect(feed.read().isPending).toBe(false)
  await vi.advanceTimersByTimeAsync(1_000)
  newest().send(update('1'))
  expect(feed.read().error).toBeNull()
})

test('a stream that is opened anew goes on after what was seen', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ items: [], note: 'asked' }))
  const feed = new SuggestionFeed('session=s')
  const leave = follow(feed)
  newest().open()
  newest().send(update('7'))
  newest().fail(true)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(newest().url).toBe('/api/v1/recommendations/stream?session=s&last_id=7')
  newest().open()
  leave()
  await vi.advanceTimersByTimeAsync(5_000)
  follow(feed) // long after: the list of now is enough
  expect(newest().url).toBe('/api/v1/recommendations/stream?session=s')
})

test('a card knows the list it came with', () => {
  const feed = new SuggestionFeed('session=s')
  follow(feed)
  newest().send(update('1'))
  const before = feed.read().update?.recommendations.items[0]
  newest().send(update('2'))
  expect(before && listOf(before)?.note).toBe('1')
})
