import { expect, test } from 'vitest'
import {
  formatAge,
  formatBytes,
  formatClock,
  formatFigure,
  formatKey,
  formatKeyInWords,
  formatName,
  formatNumberOf,
  formatSpan,
  formatTempo,
} from './format'

test.each([
  [0, '0:00'],
  [59.9, '0:59'],
  [185.4, '3:05'],
  [3671, '1:01:11'],
  [-3, '0:00'],
  [null, '–'],
  [Number.NaN, '–'],
])('%s seconds on a clock are %s', (seconds, shown) => {
  expect(formatClock(seconds)).toBe(shown)
})

test.each([
  [0.2, '1 s'],
  [45, '45 s'],
  [59.7, '1 min'],
  [200, '3 min'],
  [3600, '1 h'],
  [7500, '2 h 5 min'],
])('a span of %s seconds is %s', (seconds, shown) => {
  expect(formatSpan(seconds)).toBe(shown)
})

test('one is not plural', () => {
  expect(formatNumberOf(1, 'track')).toBe('1 track')
  expect(formatNumberOf(0, 'track')).toBe('0 tracks')
  expect(formatNumberOf(1204, 'track')).toBe('1,204 tracks')
})

test('keys are written as musicians write them', () => {
  expect(formatKey('C#', 'minor')).toBe('C♯m')
  expect(formatKey('A', 'major')).toBe('A')
  expect(formatKey(null, null)).toBe('–')
  expect(formatKeyInWords('C#', 'minor')).toBe('C♯ minor')
})

test('figures have a real minus and never a minus zero', () => {
  expect(formatFigure(-12.34, 1, 'LUFS')).toBe('−12.3 LUFS')
  expect(formatFigure(-0.04, 1, 'dBTP')).toBe('0.0 dBTP')
  expect(formatFigure(null, 1, 'LUFS')).toBe('–')
})

test('ages are told in the largest unit that fits', () => {
  const now = Date.parse('2026-01-10T12:00:00Z')
  expect(formatAge('2026-01-10T11:59:30Z', now)).toBe('just now')
  expect(formatAge('2026-01-10T10:00:00Z', now)).toBe('2 hours ago')
  expect(formatAge('2026-01-09T11:00:00Z', now)).toBe('yesterday')
})

test('sizes are told in the largest unit that fits', () => {
  expect(formatBytes(0)).toBe('0 B')
  expect(formatBytes(999_499)).toBe('999 kB')
  expect(formatBytes(20_431_872)).toBe('20.4 MB')
  expect(formatBytes(154_000_000_000)).toBe('154 GB')
})

test('names of the API become words', () => {
  expect(formatName('one_shot')).toBe('One shot')
})

test('a tempo keeps one digit, unless that is a zero', () => {
  expect(formatTempo(62.7174)).toBe('62.7')
  expect(formatTempo(120.02)).toBe('120')
})
