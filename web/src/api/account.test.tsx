import { cleanup, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { type FakeAnswers, fakeApi, show } from '../../tests/fakeApi'
import { sampleAccount } from '../../tests/settings'
import { isAdmin, signOut, useDoor } from './account'
import { api, unwrap, useTurnedAway } from './client'

beforeEach(() => {
  localStorage.clear()
  useTurnedAway.setState({ turnedAway: false })
})

const turnedAway = () => useTurnedAway.getState().turnedAway

test('being turned away by any answer is noticed; a wrong password is something else', async () => {
  fakeApi({ 'GET /status': [401, { code: 'wrong_login', detail: 'No.' }] })
  await expect(unwrap(api.GET('/api/v1/status'))).rejects.toThrow('No.')
  expect(turnedAway()).toBe(false)
  fakeApi({ 'GET /status': [401, { code: 'login_required', detail: 'Sign in.' }] })
  await expect(unwrap(api.GET('/api/v1/status'))).rejects.toThrow('Sign in.')
  expect(turnedAway()).toBe(true)
})

test('the time to wait is read from an answer', async () => {
  fakeApi({ 'GET /status': [429, { code: 'x', detail: 'Wait.' }, { 'Retry-After': '30' }] })
  await expect(unwrap(api.GET('/api/v1/status'))).rejects.toMatchObject({ waitS: 30 })
})

test('signing out leaves the page, unless the server did not hear it', async () => {
  let left = 0
  fakeApi({ 'POST /logout': [204] })
  await signOut(() => left++)
  expect(left).toBe(1)
  fakeApi({ 'POST /logout': [503, { code: 'x', detail: 'The database is away.' }] })
  await expect(signOut(() => left++)).rejects.toThrow('The database is away.')
  expect(left).toBe(1)
})

test('who is no member may settle things', () => {
  expect(isAdmin(sampleAccount({ role: 'member' }))).toBe(false)
  expect(isAdmin(sampleAccount({ via: 'open', role: null }))).toBe(true)
})

test('the page shows at once, unless this Menura is known to ask who comes', async () => {
  const answers: FakeAnswers = { 'GET /account': [200, sampleAccount()] }
  fakeApi(answers)
  const seen: string[] = []
  function Door() {
    const door = useDoor()
    if (seen.at(-1) !== door) seen.push(door)
    return door
  }
  show(<Door />)
  await waitFor(() => expect(localStorage.getItem('menura-asks-who')).toBeNull())
  expect(seen).toEqual(['open'])
  cleanup()

  const nobody = { needs_login: true, role: null, via: null, has_users: true }
  answers['GET /account'] = [200, sampleAccount(nobody)]
  show(<Door />)
  await waitFor(() => expect(seen).toEqual(['open', 'closed']))
  cleanup()
  show(<Door />)
  await waitFor(() => expect(seen).toEqual(['open', 'closed', 'unknown', 'closed']))
})
