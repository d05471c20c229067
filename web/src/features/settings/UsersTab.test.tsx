import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { fakeApi, show } from '../../../tests/fakeApi'
import { sampleAccount, sampleUser } from '../../../tests/settings'
import { UsersTab } from './UsersTab'
import { removalInWords } from './userWords'

vi.setConfig({ testTimeout: 20_000 }) // a shared machine stalls now and then

/** Write into a field at once. */
async function fill(field: HTMLElement, text: string) {
  await userEvent.click(field)
  await userEvent.paste(text)
}

const anna = sampleAccount({ name: 'Anna', via: 'login', has_users: true })
const bert = sampleAccount({ name: 'Bert', role: 'member', via: 'login', has_users: true })

test('where nobody has to sign in, the first user can be made', async () => {
  const api = fakeApi({ 'POST /users': [201, sampleUser()] })
  show(<UsersTab account={sampleAccount()} />)
  await fill(screen.getByLabelText('Name'), ' Anna ')
  const make = screen.getByRole('button', { name: 'Make the first user' })
  await fill(screen.getByLabelText('Password'), 'correct')
  expect(make).toBeDisabled()
  await fill(screen.getByLabelText('Password'), ' horse')
  await userEvent.click(make)
  await waitFor(() =>
    expect(api.sent('POST /users')[0]?.body).toEqual({
      name: 'Anna',
      password: 'correct horse',
      role: 'admin',
    }),
  )
})

test('an admin sees everybody, and a name that is taken is told at the field', async () => {
  const detail = 'There is a user ‘Bert’ already.'
  fakeApi({
    'GET /users': [200, { items: [sampleUser(), sampleUser({ id: 'u2', name: 'Bert' })] }],
    'GET /account/tokens': [200, { items: [] }],
    'POST /users': [409, { code: 'user_known', detail, field: 'name' }],
  })
  show(<UsersTab account={anna} />)
  const list = await screen.findByRole('list', { name: 'Users' })
  expect(within(list).getAllByRole('listitem')).toHaveLength(2)
  await userEvent.click(screen.getByRole('button', { name: 'Add a user…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Add a user' })
  await fill(within(dialog).getByLabelText('Name'), 'Bert')
  await fill(within(dialog).getByLabelText('Password'), 'battery staple')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Add' }))
  await waitFor(() =>
    expect(within(dialog).getByLabelText('Name')).toHaveAccessibleDescription(detail),
  )
})

test('a member sees what is their own, and nobody else', async () => {
  const api = fakeApi({ 'GET /account/tokens': [200, { items: [] }] })
  show(<UsersTab account={bert} />)
  expect(screen.getByLabelText('Present password')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Add a user…' })).toBeNull()
  await waitFor(() => expect(api.sent('GET /account/tokens')).toHaveLength(1))
  expect(api.sent('GET /users')).toEqual([])
})

test('a wrong present password is told at its field', async () => {
  const detail = 'The present password is another one.'
  fakeApi({
    'GET /account/tokens': [200, { items: [] }],
    'PUT /account/password': [422, { code: 'wrong_password', detail, field: 'current' }],
  })
  show(<UsersTab account={bert} />)
  await fill(screen.getByLabelText('Present password'), 'x')
  await fill(screen.getByLabelText('New password'), 'battery staple')
  await userEvent.keyboard('{Enter}')
  await waitFor(() =>
    expect(screen.getByLabelText('Present password')).toHaveAccessibleDescription(detail),
  )
})

test('a token is shown once, to be copied', async () => {
  const made = { id: 't1', name: 'Phone', user: 'Bert', created_at: '', last_used_at: null }
  fakeApi({
    'GET /account/tokens': [200, { items: [] }],
    'POST /account/tokens': [201, { ...made, token: 'mn_secret' }],
  })
  show(<UsersTab account={bert} />)
  const user = userEvent.setup()
  await user.click(screen.getByRole('button', { name: 'Make a token…' }))
  await user.type(await screen.findByLabelText('What it is for'), 'Phone{Enter}')
  expect(await screen.findByDisplayValue('mn_secret')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Copy the token' }))
  expect(await navigator.clipboard.readText()).toBe('mn_secret')
  await user.click(screen.getByRole('button', { name: 'Done' }))
  await waitFor(() => expect(screen.queryByDisplayValue('mn_secret')).toBeNull())
})

test('whoever removes the last user is told that all is open then', () => {
  const user = sampleUser()
  expect(removalInWords(user, [user], 'Anna')).toMatch(/nobody has to sign in any more/)
  expect(removalInWords(user, [user, sampleUser({ id: 'u2' })], 'Anna')).toMatch(/^You are signed/)
})
