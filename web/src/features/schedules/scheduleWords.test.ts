import { expect, test } from 'vitest'
import type { Schedule } from './scheduleApi'
import { keeperOf, optionsToAsk, workOf } from './scheduleWords'

const schedule = (part: Partial<Schedule>): Schedule => ({
  name: 'weekly',
  kind: 'cluster',
  title: 'Find playlists',
  cron: '0 4 * * 0',
  enabled: true,
  next_at: null,
  last_job_id: null,
  options: {},
  own: false,
  ...part,
})

test('options are asked for again as they were', () => {
  const options = { options: { playlists: 12, filter: {} }, name: null }
  expect(optionsToAsk(schedule({ options }))).toEqual({ playlists: 12, name: null })
  const fingerprint = { listener: 'me', filter: {} }
  expect(optionsToAsk(schedule({ kind: 'fingerprint', options: fingerprint }))).toEqual({
    listener: 'me',
  })
})

test('a filter cannot be asked for again, so such a schedule is left alone', () => {
  const options = { options: { filter: { genres: ['Jazz'] } } }
  expect(optionsToAsk(schedule({ options }))).toBeNull()
  expect(optionsToAsk(schedule({ kind: 'radio' }))).toBeNull()
})

test('it is known who keeps a schedule', () => {
  expect(keeperOf(schedule({ own: true }))).toBe('menura')
  expect(keeperOf(schedule({ kind: 'radio' }))).toBe('radio')
  expect(keeperOf(schedule({}))).toBe('you')
  expect(workOf({ kind: 'music_map' })).toBe('map')
})
