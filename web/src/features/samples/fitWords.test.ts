import { expect, test } from 'vitest'
import { sampleTrack } from '../../../tests/samples'
import type { Track } from '../../api/client'
import { causeInWords } from './causeWords'
import { fileNameOf, fittedName, pathOf } from './fileWords'
import {
  instrumentWords,
  keyFit,
  lengthWords,
  speedWords,
  surpriseWords,
  tempoFit,
} from './fitWords'
import { estimateInWords, secondsInWords } from './reportWords'

function fitted(part: Partial<Parameters<typeof tempoFit>[0]> = {}) {
  const asItIs = { tempo_factor: 1, stretch_ratio: 1, transpose_semitones: 0 }
  return { track: sampleTrack(), ...asItIs, ...part }
}

/** A track of which something else was heard. */
function heard(features: Partial<NonNullable<Track['features']>>): Track {
  const track = sampleTrack()
  return { ...track, features: track.features && { ...track.features, ...features } }
}

test('what lasts longer plays slower', () => {
  expect(speedWords(1.0163)).toBe('98.4 %')
  expect(speedWords(0.5)).toBe('200.0 %')
})

test('what plays as it is needs no word', () => {
  expect([speedWords(1), speedWords(1.0002), speedWords(null)]).toEqual(['', '', ''])
  expect(tempoFit(fitted())).toEqual({
    heard: '120.2 BPM',
    changes: [],
    inFull: '120.2 BPM',
  })
})

test('half and double time are said, with how fast it plays', () => {
  const fit = tempoFit(fitted({ tempo_factor: 0.5, stretch_ratio: 0.96 }))
  expect(fit?.changes).toEqual(['half time', '104.2 %'])
  expect(fit?.inFull).toBe('120.2 BPM, felt in half time, played at 104.2 % of its speed')
  expect(tempoFit(fitted({ tempo_factor: 2 }))?.changes).toEqual(['double time'])
})

test('transposing is said with a real minus sign', () => {
  expect(keyFit(fitted({ transpose_semitones: 1 }))).toMatchObject({
    heard: 'C♯m',
    changes: ['+1 st'],
    inFull: 'C♯m, moved up by 1 semitone',
  })
  expect(keyFit(fitted({ transpose_semitones: -2 }))?.changes).toEqual(['−2 st'])
})

test('of a drum neither tempo nor key is told', () => {
  const track = heard({ tempo_bpm: null, key: null, mode: null })
  expect(tempoFit(fitted({ track }))).toBeNull()
  expect(keyFit(fitted({ track }))).toBeNull()
})

test('an unsure instrument is called what the sample is', () => {
  expect(instrumentWords(heard({ instrument: 'full_loop' }))).toBe('full loop')
  expect(instrumentWords({ ...heard({ instrument: null }), kind: 'one_shot' })).toBe('one-shot')
})

test('short sounds are told in tenths', () => {
  expect([lengthWords(0.42), lengthWords(93), lengthWords(null)]).toEqual(['0.4 s', '1:33', ''])
})

test('a fitted file says what was done to it', () => {
  const track = sampleTrack({ location: 'Pack/Bass/loop.aif' })
  expect(fileNameOf(track)).toBe('loop.aif')
  const moved = { tempo_factor: 1, stretch_ratio: 1.0163, transpose_semitones: 1 }
  expect(fittedName({ track, ...moved })).toBe('loop +1 st 98.4 %.wav')
  expect(fittedName(fitted({ track }))).toBe('loop fitted.wav')
})

test('only what lies in a folder has a path', () => {
  const track = sampleTrack()
  const folder = { id: 's1', kind: 'folder', location: '/music/' } as const
  expect(pathOf(track, [folder])).toBe('/music/night/01.flac')
  expect(pathOf(track, [{ ...folder, id: 's2' }])).toBe('')
})

test('a change is told in words', () => {
  expect(causeInWords('tempo 120 -> 128')).toBe('Ranked anew: tempo 120 → 128')
  expect(causeInWords('')).toBe('')
})

test('an estimate is told with its interval, or that there is too little', () => {
  expect(estimateInWords({ value: 0.124, low: 0.081, high: 0.169 }, 'share')).toBe(
    '12.4 % (8.1 to 16.9)',
  )
  expect(estimateInWords({ value: -0.2, low: null, high: null }, 'count')).toBe('−0.20')
  expect(estimateInWords({ value: null, low: null, high: null }, 'count')).toBe(
    'too little to tell',
  )
  expect([secondsInWords(4.234), secondsInWords(null)]).toEqual(['4.2 s', '–'])
})

test('a surprise says how probable it was', () => {
  expect(surpriseWords(1 / 182)).toBe('Drawn at random from all that fits; its chance was 0.55 %')
  expect(surpriseWords(0.5)).toMatch(/50 %$/)
  expect(surpriseWords(1)).toBe('Drawn at random')
})
