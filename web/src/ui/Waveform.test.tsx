import { MantineProvider } from '@mantine/core'
import { fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { barHeights, seekTarget, Waveform } from './Waveform'

const peaks = { low: [-10, -127, 0, 0], high: [64, 5, 0, 32] }

function show(onSeek: (seconds: number) => void, disabled = false) {
  render(
    <MantineProvider>
      <Waveform
        label="Position"
        peaks={peaks}
        durationS={100}
        position={() => 40}
        moving={false}
        onSeek={onSeek}
        height={40}
        disabled={disabled}
      />
    </MantineProvider>,
  )
  return screen.getByRole('slider', { name: 'Position' })
}

test('it tells where it is in words', () => {
  const slider = show(() => {})
  expect(slider).toHaveAttribute('aria-valuenow', '40')
  expect(slider).toHaveAttribute('aria-valuetext', '0:40 of 1:40')
})

test('arrows seek; with Shift they belong to the player', async () => {
  const onSeek = vi.fn()
  show(onSeek).focus()
  await userEvent.keyboard('{ArrowRight}{ArrowLeft}{Home}{End}{Shift>}{ArrowRight}{/Shift}')
  expect(onSeek.mock.calls.map(([seconds]) => seconds)).toEqual([45, 35, 0, 100])
})

test('a click seeks to its place', () => {
  const onSeek = vi.fn()
  const slider = show(onSeek)
  slider.getBoundingClientRect = () => ({ left: 10, width: 200 }) as DOMRect
  fireEvent(slider, new MouseEvent('pointerdown', { bubbles: true, buttons: 1, clientX: 60 }))
  expect(onSeek).toHaveBeenCalledWith(25)
})

test('it seeks nowhere while nothing plays', async () => {
  const onSeek = vi.fn()
  fireEvent.keyDown(show(onSeek, true), { key: 'ArrowRight' })
  expect(onSeek).not.toHaveBeenCalled()
})

test('seeking stays with keys it knows', () => {
  expect(seekTarget('PageUp', 40, 100)).toBe(70)
  expect(seekTarget('a', 40, 100)).toBeUndefined()
})

test('a bar is as high as the largest swing it covers', () => {
  expect(barHeights(peaks, 2)).toEqual([1, 32 / 127])
})

test('more bars than points still draw', () => {
  expect(barHeights({ low: [-127], high: [0] }, 3)).toEqual([1, 1, 1])
})
