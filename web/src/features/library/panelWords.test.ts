import { expect, test } from 'vitest'
import { sampleAnalysis } from '../../../tests/samples'
import { fileFacts } from './HowHeard'
import { shownMoods, shownTags, sourcesInWords } from './moodWords'
import { sectionFacts } from './SoundSections'
import { outcomesOf, requestProblem, type TagRequest, toggleQuantity } from './tagForm'

const mood = (label: string, probability: number, source = 'estimated', confidence = 0.42) => ({
  label,
  probability,
  source,
  confidence,
})

test('moods somebody took out are not shown, nor tags that say nothing', () => {
  const moods = [mood('happy', 0.7), mood('sad', 0, 'corrected', 1)]
  expect(shownMoods(moods).map(({ label }) => label)).toEqual(['happy'])
  expect(shownTags([mood('rock', 0.6), mood('blues', 0)]).map(({ label }) => label)).toEqual([
    'rock',
  ])
})

test('every source is named with how far to trust it', () => {
  const told = [
    mood('happy', 0.7),
    mood('sad', 0.2, 'estimated', 0.48),
    mood('party', 0.6, 'musicnn', 0.8),
    mood('dreamy', 1, 'corrected', 1),
  ]
  expect(sourcesInWords(told)).toBe(
    'Estimated from the sound, trust 42 to 48 %. Told by the model musicnn, trust 80 %. Corrected by you.',
  )
  expect(sourcesInWords([])).toBe('')
})

test('a section says where it lies, and how sure its beginning is unless that is the start', () => {
  const section = {
    start_s: 0,
    end_s: 30,
    label: 'A',
    loudness_lufs: -9.26,
    energy: 0.5,
    confidence: 1,
  }
  expect(sectionFacts(section)).toBe('0:00 to 0:30 · energy 50 % · -9.3 LUFS')
  expect(sectionFacts({ ...section, start_s: 8, confidence: 0.9 })).toContain('beginning 90 % sure')
})

test('a file tells only what there is to tell', () => {
  const plain = Object.fromEntries(fileFacts(sampleAnalysis()))
  expect(plain.File).toBe('flac, 44.1 kHz, stereo')
  expect(plain).not.toHaveProperty('Damage')
  const { file } = sampleAnalysis()
  const damaged = sampleAnalysis({ file: { ...file, decode_error_count: 3, channels: 6 } })
  expect(Object.fromEntries(fileFacts(damaged))).toMatchObject({
    File: 'flac, 44.1 kHz, 6 channels',
    Damage: '3 packets skipped',
  })
})

const request: TagRequest = {
  quantities: ['bpm', 'key'],
  destination: '/tagged',
  in_place: false,
  overwrite: false,
  key_notation: 'standard',
}

test('tags are written only when it is said what and where', () => {
  expect(requestProblem(request)).toBeUndefined()
  expect(requestProblem({ ...request, destination: ' ' })).toMatch(/where/)
  expect(requestProblem({ ...request, destination: null, in_place: true })).toBeUndefined()
  expect(requestProblem({ ...request, quantities: [] })).toMatch(/what/)
})

test('quantities keep their order', () => {
  expect(toggleQuantity(['key'], 'bpm')).toEqual(['bpm', 'key'])
  expect(toggleQuantity(['bpm', 'key'], 'key')).toEqual(['bpm'])
})

test('what the answer is silent about was left out, and that is said', () => {
  const outcomes = [{ quantity: 'bpm', action: 'written' as const, reason: 'nothing was there' }]
  expect(outcomesOf(request, { outcomes })).toEqual([
    { quantity: 'bpm', action: 'written', reason: 'nothing was there' },
    { quantity: 'key', action: 'skipped', reason: 'no key is known surely enough' },
  ])
})
