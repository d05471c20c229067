import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { fakeApi, show } from '../../../tests/fakeApi'
import { sampleSetting } from '../../../tests/settings'
import { LanguageTrial } from './LanguageTrial'
import type { Draft } from './settingDraft'

const url = sampleSetting({ name: 'language_url', label: 'Address', value: 'http://a/v1' })
const model = sampleSetting({ name: 'language_model', label: 'Model' })
const key = sampleSetting({ name: 'language_key', label: 'Key', kind: 'secret' })

function trial(draft: Draft, onModel = vi.fn()) {
  show(<LanguageTrial url={url} model={model} secret={key} draft={draft} onModel={onModel} />)
  return userEvent.click(screen.getByRole('button', { name: 'Test connection' }))
}

test('what stands in the fields is tried, and one of its models taken', async () => {
  const said = { model: 'qwen3', seconds: 0.84, answer: 'Hello.', models: ['qwen3', 'gemma3'] }
  const api = fakeApi({ 'POST /settings/language/test': [200, said] })
  const onModel = vi.fn()
  await trial({ language_key: 'k3y' }, onModel)
  expect(await screen.findByText('It answers, in 0.8 s.')).toBeVisible()
  expect(screen.getByText(/“Hello\.”/)).toBeVisible()
  expect(api.asked[0]?.body).toEqual({ key: 'k3y' })
  await userEvent.click(screen.getByRole('button', { name: 'gemma3' }))
  expect(onModel).toHaveBeenCalledWith('gemma3')
})

test('a server that does not answer is told in its own words', async () => {
  const detail = 'No server answers at http://b/v1.'
  fakeApi({ 'POST /settings/language/test': [503, { code: 'x', detail }] })
  await trial({ language_url: 'http://b/v1' })
  expect(await screen.findByRole('alert')).toHaveTextContent(detail)
})

test('without an address there is nothing to try', async () => {
  const api = fakeApi({})
  await trial({ language_url: null })
  expect(screen.getByText('Give an address first.')).toBeVisible()
  expect(api.asked).toEqual([])
})
