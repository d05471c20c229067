import { expect, test } from 'vitest'
import { sampleJob } from '../../../tests/samples'
import { isKey, keyInWords, outcomeInWords, strangerOf } from './collectionWords'

const KEY = 'ab12'.repeat(16)

test('a key is shown in groups and read with or without them', () => {
  expect(keyInWords(KEY).split(' ')).toHaveLength(8)
  expect(isKey(keyInWords(KEY).toUpperCase())).toBe(true)
  expect(isKey(KEY.slice(1))).toBe(false)
})

test('an archive of a stranger says whose key it is', () => {
  const message = `The archive is signed with the key ${KEY} of 'Ann', which was not confirmed here.`
  const job = sampleJob({ status: 'failed', error: { code: 'signer_not_trusted', message } })
  expect(strangerOf(job)).toEqual({ fingerprint: KEY, name: 'Ann' })
  const grouped = {
    code: 'signer_not_trusted',
    message: `the key ${keyInWords(KEY)} of 'B', which`,
  }
  expect(strangerOf(sampleJob({ error: grouped }))?.fingerprint).toBe(KEY)
  expect(strangerOf(sampleJob({ error: { code: 'archive_invalid', message } }))).toBeUndefined()
  expect(strangerOf(undefined)).toBeUndefined()
})

test('what came of an archive is said in a sentence', () => {
  const results = { total: 10, done: 10, known: 4, filled_tracks: 1, filled_steps: 3, offers: 6 }
  expect(outcomeInWords(sampleJob({ results: { ...results, left_out_spaces: ['clap'] } }))).toBe(
    '10 recordings looked at, 4 of them here: 1 track got what they lacked. 6 are kept until their music is here. What other models heard was left out (clap).',
  )
  expect(outcomeInWords(sampleJob({ kind: 'collection_push', results: { tracks: 2 } }))).toBe(
    'What was heard of 2 tracks is there.',
  )
})
