import { expect, expectAccessible, meanIt, test } from './page'

// Runs after first-thread.spec.ts, in the library that it filled, and leaves it as it was.
test.describe.configure({ mode: 'serial' })

// What other tests and a failed attempt have left: these begin without an anchor.
test.beforeAll(async ({ request }) => {
  const anchors = await (await request.get('/api/v1/anchors')).json()
  for (const { id } of anchors.items) await request.delete(`/api/v1/anchors/${id}`)
  const playlists = await (await request.get('/api/v1/playlists')).json()
  for (const { id, name } of playlists.items) {
    if (name === 'Calm evening') await request.delete(`/api/v1/playlists/${id}`)
  }
})

test('without anchors, the page says where they come from', async ({ page }) => {
  await page.goto('/playlists')
  await expect(page.getByRole('heading', { name: 'Playlists', level: 1 })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await expect(page.getByText('No anchors yet')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Go to Alchemy' })).toBeVisible()
  await expectAccessible(page)
})

test('a radio is made of an anchor, run, and leads to its playlist', async ({ page }) => {
  const saved = await page.request.post('/api/v1/anchors', {
    data: { name: 'Calm evening', add: [{ kind: 'mood', ref: 'relaxed' }], subtract: [] },
  })
  expect(saved.ok(), await saved.text()).toBe(true)
  await page.goto('/radios')
  await page.getByRole('button', { name: 'Make a radio of Calm evening' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Tracks', { exact: true }).fill('5')
  await dialog.getByRole('switch', { name: 'Plays by itself' }).click({ force: true })
  await dialog.getByLabel('How often').selectOption('week')
  await expect(dialog.getByText(/^Next: .* UTC/)).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Make the radio' }).click()
  await expect(page.getByText(/Every Sunday at 04:00 UTC/)).toBeVisible()
  await page.getByRole('button', { name: 'Run Calm evening now' }).click()
  await expect(page.getByRole('link', { name: /^Open the new tracks/ })).toBeVisible({
    timeout: 30_000,
  })
})

test('a schedule is added, switched off and deleted', async ({ page }) => {
  await page.goto('/schedules')
  await page.getByRole('button', { name: 'New schedule…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What').selectOption('artists')
  await dialog.getByLabel('Name').fill('Nightly')
  await dialog.getByLabel('How often').selectOption('custom')
  await dialog.getByLabel('Cron expression').fill('0 3 * *')
  await expect(dialog.getByRole('button', { name: 'Add the schedule' })).toBeDisabled()
  await dialog.getByLabel('Cron expression').fill('0 3 * * 1-5')
  await dialog.getByRole('button', { name: 'Add the schedule' }).click()
  const on = page.getByRole('switch', { name: 'Nightly is on' })
  await expect(on).toBeChecked()
  await on.click({ force: true })
  await expect(on).not.toBeChecked()
  await page.getByRole('button', { name: 'Delete Nightly' }).click()
  await meanIt(page, 'Nightly')
  await expect(on).toBeHidden()
})

test('an anchor is deleted with its radios; the playlist stays until it is deleted', async ({
  page,
}) => {
  await page.goto('/radios')
  await page.getByRole('button', { name: 'Delete the anchor Calm evening' }).click()
  await meanIt(page, 'Calm evening')
  await expect(page.getByText('No radios yet')).toBeVisible()
  await page.goto('/playlists')
  await page.getByRole('link', { name: 'Calm evening' }).click()
  await page.getByRole('button', { name: 'More for this playlist' }).click()
  await page.getByRole('menuitem', { name: 'Delete', exact: true }).click()
  await expect(page).toHaveURL(/\/playlists$/)
})
