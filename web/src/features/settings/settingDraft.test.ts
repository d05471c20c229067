import { expect, test } from 'vitest'
import { sampleSetting } from '../../../tests/settings'
import { changesOf, faultOf, shownIn, withEntry } from './settingDraft'

const text = sampleSetting({ name: 'model', value: 'qwen3' })
const number = sampleSetting({ name: 'cache', kind: 'number', default: 2048, value: 512, least: 0 })
const flag = sampleSetting({ name: 'clap', kind: 'switch', default: true })
const key = sampleSetting({ name: 'key', kind: 'secret', origin: 'kept', is_set: true })

test('only what differs from what holds is a change', () => {
  const changed = withEntry({}, text, 'llama3')
  expect(changed).toEqual({ model: 'llama3' })
  expect(withEntry(changed, text, 'qwen3')).toEqual({})
  expect(withEntry({}, flag, true)).toEqual({})
  expect(withEntry({}, key, '')).toEqual({})
})

test('the way back to the default is a change only where something else was chosen', () => {
  expect(withEntry({}, number, null)).toEqual({ cache: null })
  expect(withEntry({}, flag, null)).toEqual({})
  expect(shownIn(number, { cache: null })).toBe('2048')
})

test('values are sent as what they are, and an empty field is none', () => {
  const draft = { model: '  ', cache: ' 64 ', clap: false, key: 'secret' }
  expect(changesOf([text, number, flag, key], draft)).toEqual({
    model: null,
    cache: 64,
    clap: false,
    key: 'secret',
  })
  expect(changesOf([text], draft)).toEqual({ model: null })
})

test.each([
  ['many', 'This is not a number.'],
  ['-1', 'It must be 0 or more.'],
  ['0', undefined],
  ['', undefined],
])('%j in a field for a number from 0 on: %s', (entry, fault) => {
  expect(faultOf(number, entry)).toBe(fault)
})

test('both ends of a range are told', () => {
  const share = sampleSetting({ kind: 'number', default: 0.5, least: 0, most: 1 })
  expect(faultOf(share, '1.2')).toBe('It must be 0 to 1.')
})

test('a secret shows nothing', () => {
  expect(shownIn(key, {})).toBe('')
})
