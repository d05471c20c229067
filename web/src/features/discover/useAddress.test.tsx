import { act, renderHook } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { readSimilar, type SimilarSearch } from './discoverSearch'
import { useAddress } from './useAddress'

function show(address: SimilarSearch) {
  vi.useFakeTimers()
  const write = vi.fn()
  const hook = renderHook((shown: SimilarSearch) => useAddress(shown, readSimilar, write), {
    initialProps: address,
  })
  return { ...hook, write }
}

test('the form changes at once, the address when nothing was changed for a moment', () => {
  const { result, write } = show({ seed: ['track:a'] })
  act(() => result.current.change({ n: 30 }))
  act(() => result.current.change({ n: 31 }))
  expect(result.current.search.n).toBe(31)
  expect(result.current.settled.n).toBeUndefined()
  expect(write).not.toHaveBeenCalled()
  act(() => void vi.advanceTimersByTime(300))
  expect(write.mock.calls).toEqual([[{ seed: ['track:a'], n: 31 }]])
  vi.useRealTimers()
})

test('a link that is followed changes the form, and is not written back', () => {
  const { result, rerender, write } = show({ seed: ['track:a'] })
  rerender({ seed: ['track:b'] })
  act(() => void vi.advanceTimersByTime(300))
  expect(result.current.search).toEqual({ seed: ['track:b'] })
  expect(write).not.toHaveBeenCalled()
  vi.useRealTimers()
})
