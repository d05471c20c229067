import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { barShare, loudestBand, Spectrum } from './Spectrum'

test('the loudest band is named as on an equaliser', () => {
  const at = (band: number) => Array.from({ length: 31 }, (_, i) => (i === band ? 0 : -30))
  expect(loudestBand(at(0))).toBe('20 Hz')
  expect(loudestBand(at(7))).toBe('100 Hz')
  expect(loudestBand(at(21))).toBe('2.5 kHz')
  expect(loudestBand(at(30))).toBe('20 kHz')
})

test('the loudest band fills the height, silence none of it', () => {
  expect(barShare(0)).toBe(1)
  expect(barShare(-30)).toBe(0.5)
  expect(barShare(-120)).toBe(0)
})

test('it has a bar for every band and a name for who cannot see it', () => {
  render(<Spectrum bandsDb={new Array<number>(31).fill(-3)} />)
  const picture = screen.getByRole('img', { name: /loudest around/ })
  const bars = picture.querySelectorAll('rect')
  expect(bars).toHaveLength(31)
  expect(bars[0]).toHaveAttribute('height', '100') // the loudest fills the height at any level
})
