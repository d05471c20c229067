import { expect, test } from 'vitest'
import { sampleParsed } from '../../../tests/studioSamples'
import {
  type ChipField,
  chipsOf,
  otherNotes,
  sentenceOf,
  startOf,
  withOverride,
} from './requestChips'

const chip = (field: ChipField, ...rest: Parameters<typeof chipsOf>) =>
  chipsOf(...rest).find((one) => one.field === field)

test('what the sentence says is told from what is left to Menura', () => {
  const parsed = sampleParsed()
  expect(chip('key', parsed, {})).toMatchObject({ words: 'F minor', origin: 'asked' })
  expect(chip('bpm', parsed, {})).toMatchObject({ words: '124 BPM', origin: 'open' })
  expect(chip('duration_s', parsed, {})?.words).toBe('2:00')
  expect(chip('energy', parsed, {})?.words).toBe('60 %')
  expect(chip('sections', parsed, {})?.words).toBe('open')
})

test('a reading is as sure as its least sure part, and a choice has no confidence', () => {
  const parsed = sampleParsed()
  expect(chip('key', parsed, {})?.confidence).toBe(0.7)
  expect(chip('bpm', parsed, {})?.confidence).toBeNull()
  expect(chip('key', parsed, { key: 'A major' })?.confidence).toBeNull()
})

test('what is set by hand wins, and silences the reasons of what it replaced', () => {
  const parsed = sampleParsed()
  const set = chip('bpm', parsed, { bpm: 130.5 })
  expect(set).toMatchObject({ words: '130.5 BPM', origin: 'set', notes: [] })
  expect(chip('bpm', parsed, {})?.notes).toEqual(['124: Usual for House: 120 to 128.'])
  expect(chip('instruments', parsed, { instruments: [] })).toMatchObject({
    words: 'open',
    origin: 'set',
  })
})

test('keys are written as musicians do, and the mode alone is a wish, too', () => {
  expect(chip('key', sampleParsed(), { key: 'Bb dorian' })?.words).toBe('B♭ dorian')
  const onlyMode = sampleParsed({ prompt: { key: null, mode: 'minor' }, plan: { key: 'C#' } })
  expect(chip('key', onlyMode, {})).toMatchObject({ words: 'C♯ minor', origin: 'asked' })
})

test('a blend of two genres names both, unless another genre is set', () => {
  const parsed = sampleParsed({ plan: { blend: 'dubstep' } })
  expect(chip('genre', parsed, {})?.words).toBe('House × Dubstep')
  expect(chip('genre', parsed, { genre: 'techno' }, (id) => id.toUpperCase())?.words).toBe('TECHNO')
})

test('an editor begins with what counts now', () => {
  const parsed = sampleParsed()
  expect(startOf('bpm', parsed, {})).toBe(124)
  expect(startOf('bpm', parsed, { bpm: 90 })).toBe(90)
  expect(startOf('instruments', parsed, {})).toEqual(['bass'])
  expect(startOf('key', parsed, {})).toBe('F minor')
})

test('setting and taking back leave the other fields alone', () => {
  const before = { bpm: 90, energy: 0.2 }
  expect(withOverride(before, 'bpm', 100)).toEqual({ bpm: 100, energy: 0.2 })
  expect(withOverride(before, 'bpm', undefined)).toEqual({ energy: 0.2 })
  expect(before).toEqual({ bpm: 90, energy: 0.2 })
})

test('decisions that belong to no chip are told besides', () => {
  const vocals = { field: 'vocals', chosen: 'choir', reason: 'Nobody sings.', rejected: ['rap'] }
  const parsed = sampleParsed({ decisions: [...sampleParsed().decisions, vocals] })
  expect(otherNotes(parsed)).toEqual([vocals])
  expect(sentenceOf(vocals)).toBe('Choir: Nobody sings. Not taken: rap.')
})
