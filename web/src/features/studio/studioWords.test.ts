import { expect, test } from 'vitest'
import { sampleProduction } from '../../../tests/studioSamples'
import { matchInWords } from './CompareSwitch'
import { changeOf, draftOf } from './changeForm'
import { pathOf, shareOf } from './curves'
import { nameOf } from './Downloads'
import { matchedGains } from './loudnessMatch'
import { columnsOf, commonScale, toBytes } from './peaks'
import { barsOf, rollInWords } from './pianoRoll'
import { formOf } from './studioApi'
import { factsOf, formatGain, formatKeyOf, readDuration, readNumber, readSeed } from './studioWords'

test.each([
  ['2:30', 150],
  ['90', 90],
  ['90 s', 90],
  ['1,5 min', 90],
  ['2 minutes', 120],
  ['soon', null],
  ['', null],
  ['1:75', null],
])('the length %j is %j seconds', (words, seconds) => {
  expect(readDuration(words)).toBe(seconds)
})

test('seeds are whole numbers that fit, or none', () => {
  expect([readSeed(''), readSeed(' 42 '), readSeed('0')]).toEqual([null, 42, 0])
  expect([readSeed('-1'), readSeed('1.5'), readSeed('2147483648'), readSeed('x')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('numbers take a comma and stay in bounds', () => {
  expect([readNumber('96,5', 40, 240), readNumber('39', 40, 240), readNumber('', 0, 1)]).toEqual([
    96.5,
    null,
    null,
  ])
})

test('facts are put into one line, those that are not known yet left out', () => {
  const title = () => 'House'
  expect(factsOf(sampleProduction(), title)).toBe('House · 124 BPM · F minor · 2:00')
  const queued = sampleProduction({ genre: null, bpm: null, key: null, duration_s: null })
  expect(factsOf(queued, title)).toBe('')
  expect(formatKeyOf('Bb', 'major')).toBe('B♭ major')
})

test('levels have a sign, and the lowest is silence', () => {
  expect([formatGain(0), formatGain(-6), formatGain(3), formatGain(-40)]).toEqual([
    '0.0 dB',
    '−6.0 dB',
    '+3.0 dB',
    'silent',
  ])
})

test('for a comparison the louder side is turned down, never one up', () => {
  expect(matchedGains(-4)).toEqual({ gainDb: -4, mixGainDb: 0 })
  expect(matchedGains(5)).toEqual({ gainDb: 0, mixGainDb: -5 })
  expect(matchedGains(null)).toEqual({ gainDb: 0, mixGainDb: 0 })
  const reference = { name: 'R', url: '/r', loudness_lufs: -9, bpm: null, key: null, mode: null }
  expect(matchInWords({ ...reference, gain_db: -5 })).toContain('reference is turned to −5.0 dB')
  expect(matchInWords({ ...reference, gain_db: 2 })).toContain('this is turned to −2.0 dB')
})

test('a form holds only what was chosen', () => {
  const open = {
    prompt: 'house',
    reference: null,
    referenceTrackId: null,
    seed: null,
    profile: 'streaming',
    generator: null,
    premaster: false,
    overrides: {},
  }
  expect([...formOf(open).keys()]).toEqual(['prompt', 'profile'])
  const full = formOf({
    ...open,
    reference: new File(['x'], 'a.wav'),
    seed: 0,
    premaster: true,
    overrides: { bpm: 90 },
  })
  expect(full.get('reference_track')).toBeInstanceOf(File)
  expect(full.get('seed')).toBe('0')
  expect(full.get('overrides')).toBe('{"bpm":90}')
})

test('a change says just what it is about', () => {
  const draft = draftOf(sampleProduction())
  expect(changeOf(draft)).toEqual({ kind: 'variation', distance: 0.5 })
  expect(changeOf({ ...draft, kind: 'stem' })).toEqual({ kind: 'stem', role: 'drums' })
  expect(changeOf({ ...draft, kind: 'section', section: '1' })).toEqual({
    kind: 'section',
    section: 1,
  })
  expect(changeOf({ ...draft, kind: 'key' })).toEqual({ kind: 'key', key: 'F minor' })
  expect(changeOf({ ...draft, kind: 'tempo', bpm: '' })).toBeNull()
  expect(changeOf({ ...draft, kind: 'harmony' })).toEqual({ kind: 'harmony' })
})

test('outlines are cut into columns, and all stems share one scale', () => {
  const peaks = {
    'a.wav': [
      [-0.1, 0.2],
      [-0.5, 0.1],
    ],
    'b.wav': [[-0.25, 0.25]],
  }
  expect(columnsOf(peaks['a.wav'], 1)).toEqual([[-0.5, 0.2]])
  expect(columnsOf(peaks['b.wav'], 3)).toEqual([
    [-0.25, 0.25],
    [-0.25, 0.25],
    [-0.25, 0.25],
  ])
  expect(commonScale(peaks, ['a.wav', 'b.wav'])).toBe(2)
  expect(commonScale(undefined, ['a.wav'])).toBe(1)
  expect(toBytes([[-1, 0.5]])).toEqual({ low: [-127], high: [64] })
})

test('a line has a gap where nothing is known, and stays in its box', () => {
  const range = { low: 0, high: 10 }
  expect(pathOf([0, 5, 10], [0, null, 20], range, range)).toBe('M0,100M100,0')
  expect(pathOf([0, 10], [0, 5], range, range)).toBe('M0,100L100,50')
  expect(shareOf(-3, range)).toBe(0)
})

test('notes lie where they sound, high ones above', () => {
  const parts = [
    {
      role: 'lead',
      notes: [
        [0, 2, 60, 0.5],
        [4, 4, 72, 1],
      ],
    },
  ]
  const [low, high] = barsOf(parts, 8)
  expect(low).toMatchObject({ x: 0, width: 0.25, velocity: 0.5, part: 0 })
  expect(high).toMatchObject({ x: 0.5, width: 0.5 })
  expect(high?.y).toBeLessThan(low?.y ?? 0)
  expect(barsOf([], 8)).toEqual([])
  expect(rollInWords(parts)).toBe('Notes of each stem: lead 2')
})

test('a file is named after its track, without what file systems refuse', () => {
  expect(nameOf('A/B: "house"?', 'stems/bass.wav')).toBe('AB house - bass.wav')
  expect(nameOf('???', 'mix.wav')).toBe('production - mix.wav')
})
