import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from '@tanstack/react-router'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { fakeApi, show } from '../../../tests/fakeApi'
import { sampleAccount, sampleGroup, sampleSetting } from '../../../tests/settings'
import type { Account } from '../../api/account'
import { SettingsPage } from './SettingsPage'

vi.setConfig({ testTimeout: 20_000 }) // a shared machine stalls now and then

/** Open a part of the settings, as the page map of the program does. */
function open(path: string, account: Account) {
  const group = sampleGroup(sampleSetting({ name: 'musicgen', label: 'MusicGen model' }))
  fakeApi({ 'GET /account': [200, account], 'GET /settings': [200, { groups: [group] }] })
  const root = createRootRoute({ component: Outlet })
  const tab = createRoute({
    getParentRoute: () => root,
    path: '/settings/$tab',
    component: SettingsPage,
  })
  const history = createMemoryHistory({ initialEntries: [path] })
  const router = createRouter({ routeTree: root.addChildren([tab]), history })
  show(<RouterProvider router={router as never} />)
  return router
}

const member = sampleAccount({ name: 'Bert', role: 'member', via: 'login', has_users: true })
const parts = async () => {
  const bar = await screen.findByRole('navigation', { name: 'Parts of the settings' })
  return within(bar)
    .getAllByRole('link')
    .map((link) => link.textContent)
}

test('changes that are not saved are kept, unless one says otherwise', async () => {
  const router = open('/settings/studio', sampleAccount())
  await userEvent.type(await screen.findByLabelText('MusicGen model'), 'x')
  await userEvent.click(screen.getByRole('link', { name: 'Appearance' }))
  const dialog = await screen.findByRole('dialog', { name: 'Leave without saving?' })
  await userEvent.click(within(dialog).getByRole('button', { name: 'Stay' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(screen.getByLabelText('MusicGen model')).toHaveValue('x')
  expect(router.state.location.pathname).toBe('/settings/studio')

  await userEvent.click(screen.getByRole('link', { name: 'Appearance' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Leave without saving' }))
  expect(await screen.findByRole('radio', { name: /Light/ })).toBeVisible()
})

test('nothing asks where nothing was changed', async () => {
  open('/settings/studio', sampleAccount())
  await screen.findByLabelText('MusicGen model')
  await userEvent.click(screen.getByRole('link', { name: 'Appearance' }))
  expect(await screen.findByRole('radio', { name: /Light/ })).toBeVisible()
})

test('members see what is their own, and the way in leads to that', async () => {
  const router = open('/settings/sources', member)
  expect(await parts()).toEqual(['Password and tokens', 'Appearance', 'Keyboard', 'About'])
  expect(router.state.location.pathname).toBe('/settings/appearance')
})

test('a member who follows a link to what admins settle is told so', async () => {
  open('/settings/studio', member)
  expect(await screen.findByRole('heading', { name: 'Only admins settle this' })).toBeVisible()
})

test('an address that means nothing leads to the first part', async () => {
  const router = open('/settings/nonsense', sampleAccount())
  expect(await parts()).toHaveLength(9)
  expect(router.state.location.pathname).toBe('/settings/sources')
})
