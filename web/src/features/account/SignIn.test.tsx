import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { fakeApi, show } from '../../../tests/fakeApi'
import { sampleAccount } from '../../../tests/settings'
import { SignIn } from './SignIn'
import { waitInWords } from './waitInWords'

vi.setConfig({ testTimeout: 20_000 }) // a shared machine stalls now and then

async function tryToSignIn(onSignedIn = vi.fn()) {
  show(<SignIn onSignedIn={onSignedIn} />)
  await userEvent.click(screen.getByLabelText('Name'))
  await userEvent.paste('Anna')
  await userEvent.tab()
  await userEvent.paste('correct horse')
  await userEvent.keyboard('{Enter}')
  return onSignedIn
}

test('name and password open the door', async () => {
  const api = fakeApi({ 'POST /login': [200, sampleAccount({ name: 'Anna', via: 'login' })] })
  const onSignedIn = await tryToSignIn()
  await waitFor(() => expect(onSignedIn).toHaveBeenCalledOnce())
  expect(api.sent('POST /login')[0]?.body).toEqual({ name: 'Anna', password: 'correct horse' })
})

test('what a password manager wrote without a word is sent, too', async () => {
  const api = fakeApi({ 'POST /login': [200, sampleAccount()] })
  show(<SignIn onSignedIn={vi.fn()} />)
  screen.getByLabelText<HTMLInputElement>('Name').value = 'Anna'
  screen.getByLabelText<HTMLInputElement>('Password').value = 'correct horse'
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))
  await waitFor(() => expect(api.sent('POST /login')).toHaveLength(1))
  expect(api.sent('POST /login')[0]?.body).toEqual({ name: 'Anna', password: 'correct horse' })
})

test('without users there is a password and no name to it', async () => {
  const nobody = { needs_login: true, role: null, via: null }
  const api = fakeApi({
    'GET /account': [200, sampleAccount(nobody)],
    'POST /login': [200, sampleAccount({ via: 'environment' })],
  })
  show(<SignIn onSignedIn={vi.fn()} />)
  expect(await screen.findByLabelText('Name, if you like')).toBeVisible()
  await userEvent.click(screen.getByLabelText('Password'))
  await userEvent.paste('open sesame')
  await userEvent.keyboard('{Enter}')
  await waitFor(() => expect(api.sent('POST /login')).toHaveLength(1))
})

test('a wrong password is told, and the field is ready for another', async () => {
  const detail = 'Name or password are wrong.'
  fakeApi({ 'POST /login': [401, { code: 'wrong_login', detail }] })
  const onSignedIn = await tryToSignIn()
  expect(await screen.findByRole('alert')).toHaveTextContent(detail)
  expect(screen.getByLabelText('Password')).toHaveFocus()
  expect(onSignedIn).not.toHaveBeenCalled()
})

test('after too many attempts it says how long to wait, and waits', async () => {
  const body = { code: 'too_many_attempts', detail: 'Wait 90 seconds.' }
  const api = fakeApi({ 'POST /login': [429, body, { 'Retry-After': '90' }] })
  await tryToSignIn()
  expect(await screen.findByRole('alert')).toHaveTextContent('Try again in 1 min 30 s.')
  expect(screen.getByRole('button', { name: /^Wait/ })).toBeDisabled()
  await userEvent.type(screen.getByLabelText('Password'), '{Enter}')
  expect(api.sent('POST /login')).toHaveLength(1)
})

test('a server that is away is told in plain words', async () => {
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('Failed to fetch'))
  await tryToSignIn()
  expect(await screen.findByRole('alert')).toHaveTextContent('Menura does not answer.')
})

test.each([
  [45, '45 s'],
  [240, '4 min'],
  [245, '4 min 5 s'],
])('%s seconds are %s', (seconds, words) => {
  expect(waitInWords(seconds)).toBe(words)
})
