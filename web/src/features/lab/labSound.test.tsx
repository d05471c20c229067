import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { sampleBatch, sampleClip } from '../../../tests/labSamples'
import { sampleJob } from '../../../tests/samples'
import { usePlayer } from '../../audio/player'
import { wavePath } from './ClipWave'
import { placeClips } from './clipOrder'
import { useLabSettings } from './labSettings'
import { matchedGainDb } from './previewGain'
import { comparisonOf } from './renderComparison'
import { useClipPlayer } from './useClipPlayer'

const clips = [
  sampleClip({ id: 'loud', preview_gain_db: -8 }),
  sampleClip({ id: 'quiet', preview_gain_db: 2 }),
]
const placed = placeClips([sampleBatch({ clusters: [{ id: 'c1', label: 'dark techno', clips }] })])
const startPlayer = usePlayer.getInitialState()
const startSettings = useLabSettings.getInitialState()

beforeEach(() => {
  vi.useFakeTimers()
  usePlayer.setState(startPlayer, true)
  useLabSettings.setState(startSettings, true)
})
afterEach(() => vi.useRealTimers())

function show() {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider>
  )
  return renderHook(() => useClipPlayer('Friday', placed), { wrapper }).result
}

const heard = () => {
  const { track, playing } = usePlayer.getState()
  return playing ? track?.id : undefined
}

test('all clips are brought down to what the quietest can reach, and never up', () => {
  const all = [-8, 2, -3]
  const gains = all.map((gain) => matchedGainDb(gain, all))
  expect(gains).toEqual([-10, 0, -5])
  expect(matchedGainDb(-3, [-8, -3])).toBe(-3)
  expect(matchedGainDb(-3, [-3, 24])).toBe(-12)
})

test('a clip plays from its own file, as loud as the others; a change of mind is heard at once', async () => {
  const player = show()
  await act(async () => player.current.toggle('loud'))
  expect(usePlayer.getState().track).toMatchObject({
    id: 'loud',
    title: 'Techno 1',
    artist: 'dark techno',
    url: '/media/s1/loud.wav',
    gain_db: -10,
  })
  act(() => useLabSettings.getState().setEquallyLoud(false))
  expect(usePlayer.getState().track?.gain_db).toBeUndefined()
  await act(async () => player.current.toggle('loud'))
  expect(heard()).toBeUndefined()
})

test('under the pointer a clip sounds after a moment, for as long as it stays', async () => {
  useLabSettings.setState({ playOnHover: true })
  const player = show()
  player.current.enter('quiet')
  await act(() => vi.advanceTimersByTimeAsync(100))
  expect(heard()).toBeUndefined()
  await act(() => vi.advanceTimersByTimeAsync(200))
  expect(heard()).toBe('quiet')
  act(() => player.current.leave())
  expect(heard()).toBeUndefined()
})

test('a clip that was pressed goes on when the pointer leaves', async () => {
  useLabSettings.setState({ playOnHover: true })
  const player = show()
  player.current.enter('quiet')
  await act(() => vi.advanceTimersByTimeAsync(300))
  await act(async () => player.current.toggle('quiet'))
  act(() => player.current.leave())
  expect(heard()).toBe('quiet')
})

test('without the wish for it nothing sounds under the pointer', async () => {
  const player = show()
  player.current.enter('quiet')
  await act(() => vi.advanceTimersByTimeAsync(1_000))
  expect(heard()).toBeUndefined()
})

test('an outline is as high as its loudest part, silence a thin line', () => {
  expect(wavePath([0, 127]).match(/M/g)).toHaveLength(72)
  expect(wavePath([0, 127])).toContain('v34h-2z')
  expect(wavePath([])).not.toContain('NaN')
})

test('rendering again is told as identical only if it is', () => {
  const done = (results: Record<string, unknown>) =>
    comparisonOf(sampleJob({ status: 'completed', results }))
  expect(comparisonOf(sampleJob())).toBeNull()
  expect(done({ identical: true, restored: false })).toMatchObject({ title: 'Identical' })
  expect(done({ identical: true, restored: true })?.words).toMatch(/made again/)
  expect(done({ identical: false })).toMatchObject({ tone: 'yellow' })
  const error = { code: 'not_reproducible', message: 'A model made it.' }
  expect(comparisonOf(sampleJob({ status: 'failed', error }))?.words).toBe('A model made it.')
})
