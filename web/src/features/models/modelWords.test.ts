import { expect, test } from 'vitest'
import type { Model } from '../../api/client'
import { checkedInWords } from './ModelsPage'
import { inOrder, roleInWords } from './modelWords'

const model = (part: Partial<Model>): Model => ({
  name: 'a.onnx',
  sha256: '0'.repeat(64),
  size_bytes: 3_000_000,
  role: 'musicnn_embedding',
  used: false,
  problem: null,
  ...part,
})

test('a model says what it is for', () => {
  expect(roleInWords(model({ role: 'musicnn_sad' }))).toBe('MusiCNN: whether it is sad')
  expect(roleInWords(model({ role: null }))).toBe('Cannot be used')
  expect(roleInWords(model({ role: 'from_the_future' }))).toBe('from_the_future')
})

test('models in use come first, what cannot be used last', () => {
  const names = inOrder([
    model({ name: 'bad', role: null }),
    model({ name: 'spare', role: 'clap_audio' }),
    model({ name: 'used', used: true }),
  ]).map(({ name }) => name)
  expect(names).toEqual(['used', 'spare', 'bad'])
})

test('a check is summed up in one sentence', () => {
  const check = (ok: boolean) => ({ model: model({}), ok, message: '' })
  expect(checkedInWords([check(true)])).toBe('All is well with 1 model.')
  expect(checkedInWords([check(true), check(false)])).toMatch(/^1 model of 2 cannot be used/)
})
