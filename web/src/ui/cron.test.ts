import { expect, test } from 'vitest'
import { cronInWords, nextRun, readRhythm, writeRhythm } from './cron'

test.each([
  ['30 3 * * *', 'Every day at 03:30 UTC'],
  ['5 18 * * 5', 'Every Friday at 18:05 UTC'],
  ['0 0 * * 7', 'Every Sunday at 00:00 UTC'],
  ['15 4 1 * *', 'On day 1 of every month at 04:15 UTC'],
  ['*/10 * * * *', 'At */10 * * * * (cron, UTC)'],
  ['30 3 * 6 *', 'At 30 3 * 6 * (cron, UTC)'],
  ['99 3 * * *', 'At 99 3 * * * (cron, UTC)'],
])('%s is said as %s', (cron, words) => {
  expect(cronInWords(cron)).toBe(words)
})

test.each(['30 3 * * *', '5 18 * * 5', '15 4 1 * *', '*/10 1-3 * * mon'])(
  '%s is written as it was read',
  (cron) => {
    expect(writeRhythm(readRhythm(cron))).toBe(cron)
  },
)

// A Saturday.
const now = new Date('2026-11-21T22:10:30Z')
test.each([
  ['30 3 * * *', '2026-11-22T03:30'],
  ['11 22 * * *', '2026-11-21T22:11'],
  ['10 22 * * *', '2026-11-22T22:10'],
  ['0 9 * * 1', '2026-11-23T09:00'],
  ['0 9 * * mon-fri', '2026-11-23T09:00'],
  ['0 0 1 * *', '2026-12-01T00:00'],
  ['*/20 * * * *', '2026-11-21T22:20'],
  ['0 0 29 2 *', '2028-02-29T00:00'],
  ['0 12 25 * 0', '2026-11-22T12:00'], // both kinds of days: either will do
])('%s is due next at %s', (cron, moment) => {
  expect(nextRun(cron, now)?.toISOString().slice(0, 16)).toBe(moment)
})

test.each([
  '',
  '30 3 * *',
  '30 3 * * * *',
  '60 3 * * *',
  '1-x * * * *',
  '0 0 31 2 *',
  '5-1 * * * *',
])('%j is never due', (cron) => {
  expect(nextRun(cron, now)).toBeNull()
})
