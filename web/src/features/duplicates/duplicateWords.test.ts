import { expect, test } from 'vitest'
import { sampleTrack } from '../../../tests/samples'
import { agreementInWords, fileFacts } from './duplicateWords'

test('how far fingerprints agree is said in words', () => {
  expect(agreementInWords(0)).toBe('fingerprints the same')
  expect(agreementInWords(0.083)).toBe('92 % alike')
})

test('a file tells what helps to choose; an unknown length gives no bit rate', () => {
  const track = sampleTrack({ duration_s: 100, size_bytes: 4_000_000 })
  expect(fileFacts(track)).toBe('Night · 1:40 · 4.0 MB · 320 kbit/s')
  expect(fileFacts({ ...track, duration_s: null, state: 'missing' })).toBe(
    'Night · – · 4.0 MB · missing at the last scan',
  )
})
