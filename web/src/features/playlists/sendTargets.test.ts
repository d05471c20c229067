import { expect, test } from 'vitest'
import { sampleSource } from '../../../tests/samples'
import { sentWords, targetsOf } from './sendTargets'

test('music servers and folders take playlists; what was made here does not', () => {
  const sources = (['folder', 'studio', 'jellyfin', 'sessions', 'mpd'] as const).map((kind) =>
    sampleSource({ id: kind, kind }),
  )
  expect(targetsOf(sources).map(({ id }) => id)).toEqual(['jellyfin', 'mpd', 'folder'])
})

test('a folder has it at once, a server by and by; what is left out is said', () => {
  expect(sentWords({ path: '/m/a.m3u8', track_count: 2, left_out: 0 }, 'Music')).toEqual({
    title: '2 tracks sent',
    message: 'To /m/a.m3u8.',
  })
  const { title, message } = sentWords({ path: null, track_count: 1, left_out: 1 }, 'Attic')
  expect(title).toBe('Sending 1 track to Attic')
  expect(message).toMatch(/1 track that is not there left out/)
})
