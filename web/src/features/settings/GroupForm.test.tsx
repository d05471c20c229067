import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { fakeApi, show } from '../../../tests/fakeApi'
import { sampleGroup, sampleSetting } from '../../../tests/settings'
import { GroupForm } from './GroupForm'

vi.setConfig({ testTimeout: 20_000 }) // a shared machine stalls now and then

const place = sampleSetting({ name: 'musicgen', label: 'MusicGen model' })
const cache = sampleSetting({
  name: 'stem_cache_mb',
  label: 'Cache',
  kind: 'number',
  default: 2048,
  value: 512,
  least: 0,
})
const token = sampleSetting({
  name: 'acestep_token',
  label: 'Token',
  kind: 'secret',
  origin: 'kept',
  is_set: true,
})

test('what was changed is saved, and nothing else is sent', async () => {
  const api = fakeApi({ 'PATCH /settings': [200, { groups: [] }] })
  show(<GroupForm group={sampleGroup(place, cache, token)} />)
  const save = screen.getByRole('button', { name: 'Save' })
  expect(save).toBeDisabled()
  await userEvent.type(screen.getByLabelText('MusicGen model'), '/models/small')
  expect(screen.getByText('1 change not saved')).toBeVisible()
  await userEvent.click(save)
  expect(await screen.findByText(/Saved/)).toBeVisible()
  expect(api.sent('PATCH /settings')[0]?.body).toEqual({ values: { musicgen: '/models/small' } })
})

test('a refusal stands at its field, which gets the focus, and nothing is lost', async () => {
  const detail = 'There is no folder /nowhere.'
  fakeApi({ 'PATCH /settings': [422, { code: 'invalid', detail, field: 'musicgen' }] })
  show(<GroupForm group={sampleGroup(place, cache)} />)
  const field = screen.getByLabelText('MusicGen model')
  await userEvent.type(field, '/nowhere{Enter}')
  await waitFor(() => expect(field).toHaveAccessibleDescription(new RegExp(detail)))
  expect(field).toHaveFocus()
  expect(field).toHaveValue('/nowhere')
})

test('a refusal that is about no field stands below all', async () => {
  fakeApi({ 'PATCH /settings': [503, { code: 'database', detail: 'The database is away.' }] })
  show(<GroupForm group={sampleGroup(place)} />)
  await userEvent.type(screen.getByLabelText('MusicGen model'), 'x{Enter}')
  expect(await screen.findByRole('alert')).toHaveTextContent('The database is away.')
})

test('a number out of its range is told at once and cannot be saved', async () => {
  const api = fakeApi({})
  show(<GroupForm group={sampleGroup(cache)} />)
  const field = screen.getByLabelText('Cache')
  await userEvent.clear(field)
  await userEvent.type(field, '-5{Enter}')
  expect(field).toHaveAccessibleDescription(/It must be 0 or more\./)
  expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled()
  expect(api.asked).toEqual([])
})

test('a value goes back to its default when that is saved', async () => {
  const api = fakeApi({ 'PATCH /settings': [200, { groups: [] }] })
  show(<GroupForm group={sampleGroup(cache)} />)
  await userEvent.click(screen.getByRole('button', { name: /Back to the default: 2048/ }))
  expect(screen.getByLabelText('Cache')).toHaveValue('2048')
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByText(/Saved/)
  expect(api.sent('PATCH /settings')[0]?.body).toEqual({ values: { stem_cache_mb: null } })
})

test('what the environment decides names its variable and cannot be changed', () => {
  show(<GroupForm group={sampleGroup({ ...place, value: '/m', origin: 'environment' })} />)
  expect(screen.getByLabelText('MusicGen model')).toBeDisabled()
  expect(screen.getByText('MENURA_MUSICGEN')).toBeVisible()
})

test('a secret is never shown; it is replaced or removed', async () => {
  const api = fakeApi({ 'PATCH /settings': [200, { groups: [] }] })
  show(<GroupForm group={sampleGroup(token)} />)
  expect(screen.getByText('Is set')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Replace…' }))
  await userEvent.type(screen.getByLabelText('Token'), 'n3w')
  await userEvent.click(screen.getByRole('button', { name: 'Discard' }))
  await userEvent.click(screen.getByRole('button', { name: 'Remove' }))
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByText(/Saved/)
  expect(api.sent('PATCH /settings')[0]?.body).toEqual({ values: { acestep_token: null } })
})
