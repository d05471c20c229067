import { expect, test } from 'vitest'
import { sampleAnalysis } from '../../../tests/samples'
import {
  addTap,
  editMood,
  heardOf,
  moodCorrection,
  moodEditsOf,
  moodLabels,
  readMood,
  readTempo,
  scaleTempo,
  tempoOfTaps,
  tempoProblem,
  valueInWords,
} from './correctionForms'

test.each([
  ['120', 120],
  [' 62,75 ', 62.75],
  ['20', 20],
  ['400', 400],
  ['19.9', undefined],
  ['400.1', undefined],
  ['fast', undefined],
  ['', undefined],
])('“%s” as a tempo is %s', (text, tempo) => {
  expect(readTempo(text)).toBe(tempo)
})

test('a wrong tempo is explained, an empty field is not', () => {
  expect(tempoProblem('900')).toMatch(/20 to 400/)
  expect(tempoProblem('')).toBeUndefined()
  expect(tempoProblem('99')).toBeUndefined()
})

test('half and double stay within what is a tempo', () => {
  expect(scaleTempo('125.434', 0.5)).toBe('62.72')
  expect(scaleTempo('87', 2)).toBe('174')
  expect(scaleTempo('250', 2)).toBe('250')
  expect(scaleTempo('abc', 2)).toBe('abc')
})

test('taps give a tempo, and one late tap does not change it', () => {
  const steady = [0, 500, 1000, 1500, 2000]
  expect(tempoOfTaps(steady)).toBe(120)
  expect(tempoOfTaps([0, 500, 1000, 1620, 2000, 2500])).toBe(120)
  expect(tempoOfTaps([0, 500])).toBeUndefined()
  expect(tempoOfTaps([0, 0, 0])).toBeUndefined()
})

test('after a pause tapping begins anew, and old taps are forgotten', () => {
  expect(addTap([0, 500], 4000)).toEqual([4000])
  expect(addTap([0, 500], 1000)).toEqual([0, 500, 1000])
  let taps: number[] = []
  for (let i = 0; i < 40; i++) taps = addTap(taps, i * 500)
  expect(taps).toHaveLength(12)
})

test('values of the API become words', () => {
  expect(valueInWords('tempo_bpm', 62.7174)).toBe('62.7 BPM')
  expect(valueInWords('tempo_bpm', null)).toBe('no tempo')
  expect(valueInWords('key', { key: 'G#', mode: 'minor' })).toBe('G♯ minor')
  expect(valueInWords('key', null)).toBe('no key')
  expect(valueInWords('kind', 'one_shot')).toBe('One shot')
  expect(valueInWords('instrument', null)).toBe('unsure')
})

test('saying the same of a mood again takes it back', () => {
  const once = editMood({}, 'sad', false)
  expect(once).toEqual({ sad: false })
  expect(editMood(once, 'sad', true)).toEqual({ sad: true })
  expect(editMood(once, 'sad', false)).toEqual({})
})

test('moods go to the server as 1 and 0, and as nothing when nothing is said', () => {
  expect(moodCorrection({ dreamy: true, sad: false })).toEqual({ dreamy: 1, sad: 0 })
  expect(moodCorrection({})).toBeNull()
})

test('what was said before is where editing starts', () => {
  const value = { dreamy: 1, sad: 0 }
  const analysis = sampleAnalysis({
    corrections: [{ name: 'moods', value, measured: null, at: '2026-01-01T00:00:00Z' }],
  })
  expect(moodEditsOf(analysis)).toEqual({ dreamy: true, sad: false })
  expect(moodEditsOf(sampleAnalysis())).toEqual({})
  expect(moodLabels(analysis.moods, { dreamy: true })).toEqual(['dreamy', 'happy', 'relaxed'])
})

test('a word is kept small and tidy', () => {
  expect(readMood('  Late   Night ')).toBe('late night')
  expect(readMood('   ')).toBeUndefined()
  expect(readMood('x'.repeat(61))).toBeUndefined()
})

test('what was heard is known before and after a correction', () => {
  const analysis = sampleAnalysis()
  expect(heardOf(analysis, 'tempo_bpm')).toBe(120.2)
  expect(heardOf(analysis, 'key')).toEqual({ key: 'C#', mode: 'minor' })
  expect(heardOf(analysis, 'kind')).toBe('song')
  const at = '2026-01-01T00:00:00Z'
  const corrections = [{ name: 'tempo_bpm', value: 60, measured: 120.2, at }]
  const features = { ...analysis.features, tempo_bpm: 60 }
  expect(heardOf(sampleAnalysis({ features, corrections }), 'tempo_bpm')).toBe(120.2)
})
