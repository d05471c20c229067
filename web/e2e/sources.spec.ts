import type { Locator, Page } from '@playwright/test'
import { type FakeServer, startFakeServer } from './fakeServer'
import { expect, expectAccessible, expectNoSidewaysScroll, shoot, test, useScheme } from './page'

// One music server, from its first wrong address to its removal: each test goes on where the last
// one ended, and the library is as before when all is done.
test.describe.configure({ mode: 'serial' })

let server: FakeServer

test.beforeAll(async () => {
  server = await startFakeServer()
})
test.afterAll(() => server?.stop())

async function openForm(page: Page): Promise<Locator> {
  await page.goto('/sources')
  await page.getByRole('button', { name: 'Add a music server' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a music server' })
  await dialog.getByRole('radio', { name: /Navidrome/ }).check()
  await dialog.getByLabel('User name', { exact: true }).fill(server.username)
  await dialog.getByLabel('Password', { exact: true }).fill(server.password)
  return dialog
}

async function tryAddress(dialog: Locator, address: string): Promise<Locator> {
  const field = dialog.getByRole('textbox', { name: 'Address' })
  await field.fill(address)
  await dialog.getByRole('button', { name: 'Test connection' }).click()
  return field
}

/** Open the page of the server that the tests have added. */
async function openServer(page: Page): Promise<void> {
  await page.goto('/sources')
  await page.getByRole('link', { name: 'Attic', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Attic' })).toBeVisible()
}

test.describe('with what is wrong', () => {
  test.use({ expectedComplaints: [/status of (4\d\d|503)/] })

  test('every mistake is told at its field, and nothing is kept', async ({ page }) => {
    const dialog = await openForm(page)
    const field = await tryAddress(dialog, 'http://127.0.0.1:1')
    await expect(dialog.getByText(/There is no connection to 127\.0\.0\.1:1/)).toBeVisible()
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    await tryAddress(dialog, server.page_url)
    await expect(dialog.getByText(/does not answer like OpenSubsonic/)).toBeVisible()
    await tryAddress(dialog, 'ftp://music.lan')
    await expect(dialog.getByText(/cannot be used/)).toBeVisible()

    const password = dialog.getByLabel('Password', { exact: true })
    await password.fill('wrong')
    await tryAddress(dialog, server.url)
    await expect(dialog.getByText(/refuses the login/)).toBeVisible()
    await expect(password).toHaveAttribute('aria-invalid', 'true')
    await expectAccessible(page)
    await shoot(page, 'server-login-dark')
    // What is changed is no longer wrong.
    await password.fill(server.password)
    await expect(dialog.getByText(/refuses the login/)).toBeHidden()

    await tryAddress(dialog, server.redirect_url)
    await expect(dialog.getByText(/sends requests on to/)).toBeVisible()
    await dialog.getByRole('button', { name: 'Use this address' }).click()
    await expect(field).toHaveValue(new RegExp(server.url))
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByRole('link', { name: /127\.0\.0\.1/ })).toHaveCount(0)
  })

  test('a certificate is trusted by its fingerprint, libraries are chosen, the server added', async ({
    page,
  }) => {
    const dialog = await openForm(page)
    await tryAddress(dialog, server.tls_url)
    const step = dialog.getByRole('alert', { name: 'The certificate is not trusted' })
    await expect(step.getByText(/([0-9A-F]{2}:){7}[0-9A-F]{2}/).first()).toBeVisible()
    const trust = step.getByRole('button', { name: 'Trust this certificate' })
    await expect(trust).toBeDisabled()
    await expectAccessible(page)
    await shoot(page, 'server-certificate-dark')
    await step.getByRole('checkbox').check()
    await trust.click()

    const found = dialog.getByRole('region', { name: 'What the server said' })
    await expect(found.getByText(`Signed in as ${server.username}.`)).toBeVisible()
    await expect(found.getByText('Original files can be heard')).toBeVisible()
    await found.getByRole('checkbox', { name: 'Music' }).uncheck()
    await expect(found.getByRole('checkbox', { name: 'Afar' })).toBeDisabled()
    await found.getByRole('checkbox', { name: 'Music' }).check()
    await expect(dialog.getByRole('checkbox', { name: /Take over plays/ })).toBeChecked()
    await expect(dialog.getByRole('checkbox', { name: /Tell it of favourites/ })).not.toBeChecked()
    await expectAccessible(page)
    await shoot(page, 'server-found-dark')
    await dialog.getByLabel('Name', { exact: true }).fill('Attic')
    await dialog.getByRole('button', { name: 'Add and scan' }).click()

    const item = page.getByRole('listitem').filter({ hasText: 'Attic' })
    await expect(item.getByText('6 tracks')).toBeVisible({ timeout: 60_000 })
    await expect(item.getByText(/scanned just now/)).toBeVisible({ timeout: 60_000 })
    await expect(item.getByText(/not heard yet/)).toBeHidden()
  })
})

test('a recording that lies in two places is one track, until somebody separates it', async ({
  page,
}) => {
  await page.goto('/?q=server')
  await page.getByRole('row', { name: /From Afar 0/ }).click()
  const panel = page.getByRole('complementary', { name: 'Selected track' })
  const places = panel.getByRole('region', { name: 'Where it lies' })
  await expect(places.getByRole('listitem')).toHaveCount(1)
  await expect(places.getByRole('link', { name: 'Attic' })).toBeVisible()

  const shared = await page.request.get('/api/v1/tracks?limit=500')
  const { items } = await shared.json()
  let twice = ''
  for (const { id } of items) {
    const answer = await page.request.get(`/api/v1/tracks/${id}/places`)
    if ((await answer.json()).items.length > 1) twice = id
  }
  expect(twice, 'a track in two places').not.toBe('')
  await page.goto(`/?track=${twice}`)
  await expect(places.getByRole('listitem')).toHaveCount(2)
  await expect(places.getByText('heard and played from here')).toBeVisible()
  await places.scrollIntoViewIfNeeded()
  await expectAccessible(page)
  await shoot(page, 'track-places-dark')
  await places.getByRole('button', { name: /Not the same recording/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Not the same recording?' })
  await dialog.getByRole('button', { name: 'Separate it' }).click()
  await expect(places.getByRole('listitem')).toHaveCount(1)
})

test('a track is rated by keys, and the rating is taken back', async ({ page }) => {
  await page.goto('/?q=server')
  await page.getByRole('row', { name: /From Afar 1/ }).click()
  const panel = page.getByRole('complementary', { name: 'Selected track' })
  await panel.getByRole('radio', { name: '3 stars' }).click()
  await expect(panel.getByRole('radio', { name: '3 stars' })).toBeChecked()
  await page.keyboard.press('ArrowRight')
  await expect(panel.getByRole('radio', { name: '4 stars' })).toBeChecked()
  await page.waitForLoadState('networkidle')
  await page.reload()
  await expect(panel.getByRole('radio', { name: '4 stars' })).toBeChecked()
  await panel.getByRole('button', { name: /Take the rating of/ }).click()
  await expect(panel.getByText('Not rated')).toBeVisible()
})

test('a playlist is sent, found outdated, sent again and deleted there', async ({ page }) => {
  const found = await page.request.get('/api/v1/tracks?q=server&limit=10')
  const tracks: { id: string }[] = (await found.json()).items
  const items = tracks.map(({ id }) => ({ track_id: id }))
  const made = await page.request.post('/api/v1/playlists', { data: { name: 'To go', items } })
  const { id } = await made.json()
  await page.goto(`/playlists/${id}`)
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'Send to a source…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send to a source' })
  await expect(dialog.getByLabel('Source')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByLabel('Source').selectOption(`Attic (${server.tls_url})`)
  await dialog.getByRole('button', { name: /^Send/ }).click()
  const fold = page.getByRole('group').filter({ hasText: 'On Attic' })
  await expect(fold.getByText('current').first()).toBeVisible({ timeout: 30_000 })

  await page.getByRole('button', { name: /^Take From Afar 0 out/ }).click()
  await expect(fold.getByText('not the newest version')).toBeVisible()
  await fold.getByText('On Attic').click()
  await expectAccessible(page)
  await shoot(page, 'playlist-sent-dark')
  await page.getByRole('button', { name: 'Send To go to Attic again' }).click()
  await expect(fold.getByText('current').first()).toBeVisible({ timeout: 30_000 })

  await openServer(page)
  const sent = page.getByRole('list', { name: 'Sent there by Menura' })
  await expect(sent.getByText('To go')).toBeVisible()
  await page.getByRole('button', { name: 'Delete To go on Attic' }).click()
  await page.getByRole('button', { name: 'Delete it there' }).click()
  await expect(page.getByText(/No playlists yet/)).toBeVisible({ timeout: 30_000 })
  await page.request.delete(`/api/v1/playlists/${id}`)
})

test('a playlist of the server is taken in', async ({ page }) => {
  await openServer(page)
  await page.getByRole('button', { name: 'Take in Theirs' }).click()
  await page.getByRole('link', { name: /Open its \d tracks?/ }).click()
  await expect(page.getByRole('heading', { name: 'Theirs' })).toBeVisible()
  await page.request.delete(`/api/v1/playlists/${page.url().split('/').at(-1)}`)
})

test('a server is edited with its password left as it is, and tested as it is kept', async ({
  page,
}) => {
  await openServer(page)
  await page.getByRole('button', { name: 'More for Attic' }).click()
  await page.getByRole('menuitem', { name: 'Edit…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit “Attic”' })
  await expect(dialog.getByLabel('Password', { exact: true })).toHaveValue('')
  await dialog.getByRole('button', { name: 'Test connection' }).click()
  await expect(dialog.getByText('It answers.')).toBeVisible()
  await dialog.getByRole('checkbox', { name: /Tell it of ratings/ }).check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('ratings', { exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'More for Attic' }).click()
  await page.getByRole('menuitem', { name: 'Test connection' }).click()
  const trial = page.getByRole('dialog', { name: 'Test “Attic”' })
  await expect(trial.getByText(`Signed in as ${server.username}.`)).toBeVisible()
  await expectAccessible(page)
  await trial.getByRole('button', { name: 'Close' }).last().click()

  await page.getByRole('button', { name: 'More for Attic' }).click()
  await page.getByRole('menuitem', { name: 'Scan the newest albums…' }).click()
  const recent = page.getByRole('dialog', { name: 'Scan the newest albums' })
  await recent.getByLabel('How many albums').fill('0')
  await expect(recent.getByRole('button', { name: 'Scan' })).toBeDisabled()
  await recent.getByLabel('How many albums').fill('1')
  await recent.getByRole('button', { name: 'Scan' }).click()
  await expect(recent).toBeHidden()
  await expect(page.getByRole('button', { name: 'Scan Attic' })).toBeEnabled({ timeout: 60_000 })
})

for (const scheme of ['dark', 'light'] as const) {
  test(`sources are accessible and fit, wide and narrow, in ${scheme} colours`, async ({
    page,
  }) => {
    await useScheme(page, scheme)
    await openServer(page)
    const one = page.url()
    for (const [name, url] of Object.entries({ sources: '/sources', source: one })) {
      await page.setViewportSize({ width: 1440, height: 900 })
      await page.goto(url)
      await expect(page.getByText(/scanned/).first()).toBeVisible()
      await page.waitForLoadState('networkidle')
      await expectAccessible(page)
      await shoot(page, `${name}-wide-${scheme}`)
      await page.setViewportSize({ width: 390, height: 844 })
      await expectNoSidewaysScroll(page)
      await shoot(page, `${name}-narrow-${scheme}`)
    }
    await page.getByRole('button', { name: 'More for Attic' }).click()
    await page.getByRole('menuitem', { name: 'Edit…' }).click()
    await expect(page.getByRole('button', { name: 'Save' })).toBeVisible()
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
    await shoot(page, `source-edit-narrow-${scheme}`)
  })
}

test.describe('when the server is gone', () => {
  test.use({ expectedComplaints: [/status of (4\d\d|503)/] })

  test('its scan says why, and nothing is taken for missing', async ({ page }) => {
    server.stop()
    await page.goto('/sources')
    await page.getByRole('button', { name: 'Scan Attic' }).click()
    const trouble = page.getByRole('region', { name: 'Trouble with Attic' })
    await expect(trouble.getByText(/There is no connection/)).toBeVisible({ timeout: 60_000 })
    await expect(trouble.getByRole('button', { name: 'Check address and login' })).toBeVisible()
    await expect(page.getByText(/missing/)).toHaveCount(0)
    await expectAccessible(page)
    await shoot(page, 'source-trouble-dark')
    await page.getByRole('link', { name: 'Attic', exact: true }).click()
    await expect(page.getByText('The server does not list its playlists')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
  })

  test('it is removed, after a word about what that means', async ({ page }) => {
    await page.goto('/sources')
    await page.getByRole('button', { name: 'More for Attic' }).click()
    await page.getByRole('menuitem', { name: 'Remove…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Remove “Attic”?' })
    await expect(dialog.getByText(/Nothing changes on/)).toBeVisible()
    await dialog.getByRole('button', { name: 'Remove the source' }).click()
    await expect(page.getByText('“Attic” is removed')).toBeVisible()
    await expect(page.getByRole('link', { name: 'Attic', exact: true })).toHaveCount(0)
  })
})
