import { expect, test, vi } from 'vitest'
import { sampleTrack } from '../../tests/samples'
import { makePlayCounter } from './playCounter'

const track = sampleTrack({ id: 'a', duration_s: 20 })

/** Hear a track from one second to another, in steps as a browser tells them. */
function hear(
  counter: ReturnType<typeof makePlayCounter>,
  from: number,
  to: number,
  of = track,
): void {
  for (let at = from; at <= to; at += 0.25) counter.hear(of, at)
}

test('half of a track is a play, and only one', () => {
  const played = vi.fn()
  const counter = makePlayCounter(played)
  hear(counter, 0, 9.75)
  expect(played).not.toHaveBeenCalled()
  hear(counter, 9.75, 20)
  expect(played).toHaveBeenCalledExactlyOnceWith('a')
})

test('what was skipped was not heard', () => {
  const played = vi.fn()
  const counter = makePlayCounter(played)
  hear(counter, 0, 4)
  hear(counter, 15, 20)
  expect(played).not.toHaveBeenCalled()
})

test('of a long one, four minutes do', () => {
  const played = vi.fn()
  const counter = makePlayCounter(played)
  hear(counter, 0, 241, sampleTrack({ id: 'mix', duration_s: 3600 }))
  expect(played).toHaveBeenCalledExactlyOnceWith('mix')
})

test('the same track from the beginning counts again', () => {
  const played = vi.fn()
  const counter = makePlayCounter(played)
  hear(counter, 0, 11)
  counter.begin()
  hear(counter, 0, 11)
  expect(played).toHaveBeenCalledTimes(2)
})
