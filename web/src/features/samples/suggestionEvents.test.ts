import { act, render } from '@testing-library/react'
import { createElement } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EventQueue, newEventId, useSeen } from './suggestionEvents'
import type { Recommendations, Suggestion } from './suggestionTypes'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const item = {
  position: 3,
  track: { id: 't1' },
  score_components: { tempo: 0.15 },
  policy: 'rules',
  propensity: 0.5,
  shown_by: ['rules'],
  source: 'dsp',
  is_exploration: true,
} as unknown as Suggestion
const list = (request = 'r1', session = 'default') =>
  ({ request_id: request, session, context: { version: 7 }, items: [item] }) as Recommendations

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('names of events are UUIDs that sort by time, all different', () => {
  const ids = Array.from({ length: 50 }, (_, i) => newEventId(1_790_000_000_000 + i))
  for (const id of ids) expect(id).toMatch(UUID)
  expect([...ids].sort()).toEqual(ids)
  expect(newEventId(5)).not.toBe(newEventId(5))
})

test('an event carries all that a later reader needs to judge it', async () => {
  const send = vi.fn(async () => undefined)
  new EventQueue(send).report('accept', item, list())
  await vi.advanceTimersByTimeAsync(3_000)
  expect(send).toHaveBeenCalledExactlyOnceWith(
    'default',
    [
      expect.objectContaining({
        id: expect.stringMatching(UUID),
        type: 'recommendation.accept',
        request_id: 'r1',
        track_id: 't1',
        position: 3,
        policy: 'rules',
        propensity: 0.5,
        context_version: 7,
        score_components: { tempo: 0.15 },
        shown_by: ['rules'],
        source: 'dsp',
        is_exploration: true,
      }),
    ],
    false,
  )
})

test('events go together, each session by itself, and a sight counts once for each list', async () => {
  const send = vi.fn(async (_session: string, _events: readonly { type: string }[]) => undefined)
  const queue = new EventQueue(send)
  queue.report('view', item, list())
  queue.report('view', item, list())
  queue.report('preview', item, list())
  queue.report('view', item, list('r2'))
  queue.report('skip', item, list('r3', 'other'))
  await vi.advanceTimersByTimeAsync(3_000)
  expect(send.mock.calls.map(([session, events]) => [session, events.length])).toEqual([
    ['default', 3],
    ['other', 1],
  ])
  await vi.advanceTimersByTimeAsync(10_000)
  expect(send).toHaveBeenCalledTimes(2)
})

test('what could not be sent is tried once more under the same name, then let go', async () => {
  const send = vi.fn(async (_session: string, _events: readonly { id: string }[]) => {
    throw new Error('no network')
  })
  new EventQueue(send).report('view', item, list())
  await vi.advanceTimersByTimeAsync(30_000)
  const ids = send.mock.calls.map(([, events]) => events.map(({ id }) => id))
  expect(ids).toHaveLength(2)
  expect(ids[0]).toEqual(ids[1])
})

test('when the page goes, what waits is sent at once and beside everything else', async () => {
  const sendBeacon = vi.fn(() => true)
  vi.stubGlobal('navigator', { sendBeacon })
  const queue = new EventQueue()
  queue.report('view', item, list('r1', 'a b'))
  await queue.flush(true)
  expect(sendBeacon).toHaveBeenCalledWith(
    '/api/v1/recommendations/events?session=a+b',
    expect.any(Blob),
  )
})

class FakeObserver {
  static all: FakeObserver[] = []
  constructor(readonly tell: (entries: { intersectionRatio: number }[]) => void) {
    FakeObserver.all.push(this)
  }
  observe() {}
  disconnect() {}
}

test('a card was seen when half of it was in sight for a second, without a break', () => {
  vi.stubGlobal('IntersectionObserver', FakeObserver)
  FakeObserver.all = []
  const onSeen = vi.fn()
  const Card = ({ what }: { what: string }) =>
    createElement('p', { ref: useSeen(what, onSeen) }, what)
  const { rerender } = render(createElement(Card, { what: 'a' }))
  const show = (ratio: number) => FakeObserver.all.at(-1)?.tell([{ intersectionRatio: ratio }])
  show(0.6)
  act(() => vi.advanceTimersByTime(700))
  show(0.2)
  act(() => vi.advanceTimersByTime(2_000))
  expect(onSeen).not.toHaveBeenCalled()
  show(0.6)
  act(() => vi.advanceTimersByTime(1_000))
  expect(onSeen).toHaveBeenCalledOnce()
  rerender(createElement(Card, { what: 'b' }))
  show(1)
  act(() => vi.advanceTimersByTime(1_000))
  expect(onSeen).toHaveBeenCalledTimes(2)
})
