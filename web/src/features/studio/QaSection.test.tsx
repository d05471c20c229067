import { MantineProvider } from '@mantine/core'
import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { sampleCheck, sampleProduction, sampleReport } from '../../../tests/studioSamples'
import { QaSection } from './QaSection'
import { type QaReport, readReport, summaryOf, verdictOf } from './qaReport'

function show(report: QaReport, onSeek = vi.fn()) {
  render(
    <MantineProvider>
      <QaSection report={report} production={sampleProduction()} onSeek={onSeek} />
    </MantineProvider>,
  )
  return onSeek
}

const loudness = sampleCheck({
  name: 'loudness',
  title: 'Loudness',
  passed: false,
  measured: '−11.2 LUFS',
  target: '−14.0 LUFS ± 0.5 LU',
  reason: 'It is 2.8 LU too loud.',
})

test('each check stands beside what was wanted, a failed one with its reason', () => {
  show(sampleReport({ passed: false, checks: [sampleCheck(), loudness] }))
  const [tempo, loud] = screen.getAllByRole('row').slice(1)
  expect(within(tempo as HTMLElement).getByText('passed')).toBeVisible()
  expect(loud).toHaveTextContent('−11.2 LUFS')
  expect(loud).toHaveTextContent('−14.0 LUFS ± 0.5 LU')
  expect(loud).toHaveTextContent('failed')
  expect(loud).toHaveTextContent('2.8 LU too loud')
})

test('a warning never counts as failed, and what was not told is said', () => {
  expect(verdictOf(sampleCheck({ passed: false, severity: 'warning' }))).toBe('noted')
  expect(verdictOf(sampleCheck({ passed: null }))).toBe('unknown')
  const two = [sampleCheck(), sampleCheck({ name: 'key' })]
  expect(summaryOf(sampleReport({ checks: two }))).toBe('All 2 checks passed.')
  const report = sampleReport({
    checks: [
      loudness,
      sampleCheck({ passed: null }),
      sampleCheck({ passed: false, severity: 'warning' }),
    ],
  })
  expect(summaryOf(report)).toBe('1 of 2 checks failed, 1 thing to know, 1 could not be told.')
})

test('a defect leads to a moment before it', async () => {
  const defects = [{ kind: 'click', start_s: 32.4, end_s: 32.4, channel: 0, level_db: -12 }]
  const onSeek = show(sampleReport({ defects }))
  await userEvent.click(screen.getByRole('button', { name: 'Click at 0:32, left, −12.0 dBFS' }))
  expect(onSeek).toHaveBeenCalledWith(31.4)
})

test('the picture of the spectrum says in words how far the two are apart', () => {
  const curves = {
    ...sampleReport().curves,
    spectrum_hz: [100, 1_000, 10_000],
    spectrum_db: [-10, -20, -30],
    reference_db: [-10, -16.5, -31],
  }
  show(sampleReport({ curves }))
  const picture = screen.getByRole('img', { name: /Spectrum/ })
  expect(picture).toHaveAccessibleName(/at most 3.5 dB quieter, at 1000 Hz/)
})

test('a report is read only if it is one', () => {
  expect(readReport(null)).toBeNull()
  expect(readReport({ passed: true })).toBeNull()
  expect(readReport({ checks: [sampleCheck()] })).toMatchObject({ passed: false, defects: [] })
})
