import { expect, expectAccessible, meanIt, test } from './page'

// Runs after first-thread.spec.ts, in the library that it filled, and leaves it as it was.
test.describe.configure({ mode: 'serial' })

test('the library falls into playlists, seen to the end', async ({ page }) => {
  await page.goto('/playlists')
  await expect(page.getByRole('heading', { name: 'Playlists', level: 1 })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('k')
  await expect(page.getByRole('heading', { name: 'Clusters', level: 1 })).toBeVisible()
  await page.getByLabel('Name').fill('First try')
  await page.getByLabel('Attempts', { exact: true }).fill('40')
  await page.getByText('More options').click()
  await page.getByLabel('Groups from').fill('3')
  await page.getByLabel('Groups to').fill('6')
  await page.getByLabel('Shortest playlist').fill('2')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Find playlists', exact: true }).click()
  await expect(page.getByRole('progressbar', { name: /^Progress of Find playlists/ })).toBeVisible()
  await expect(page.getByRole('link', { name: 'First try' })).toBeVisible({ timeout: 60_000 })
})

test('a playlist of a version is looked into, and saved', async ({ page }) => {
  await page.goto('/clusters')
  await page.getByRole('link', { name: 'First try' }).click()
  await page
    .getByRole('button', { name: /^Tracks of/ })
    .first()
    .click()
  const tracks = page.getByRole('region', { name: /^Tracks of/ })
  await expect(tracks.getByRole('button', { name: 'Play all' })).toBeVisible()
  await page
    .getByRole('button', { name: /^Save (?!all)/ })
    .first()
    .click()
  await page.getByRole('link', { name: /^Saved playlist/ }).click()
  await expect(page).toHaveURL(/\/playlists\/.+/)
  await expect(page.getByRole('list', { name: 'Tracks of the playlist' })).toBeVisible()

  await page.getByRole('button', { name: 'Order by' }).click()
  await page.getByRole('menuitem', { name: 'Tempo, fast to slow' }).click()
  await page.getByRole('button', { name: 'Undo the order' }).click()
  await expect(page.getByRole('button', { name: 'Undo the order' })).toBeHidden()
  const star = page.getByRole('button', { name: /^Favourite/ }).first()
  await star.click()
  await expect(star).toHaveAttribute('aria-pressed', 'true')
  await star.click()
  await expect(star).toHaveAttribute('aria-pressed', 'false')

  await page.getByRole('button', { name: 'More for this playlist' }).click()
  await page.getByRole('menuitem', { name: 'Delete', exact: true }).click()
  await expect(page).toHaveURL(/\/playlists$/)
  await meanIt(page, 'Deleted')
})

test('a pinned version cannot be deleted, another one can', async ({ page }) => {
  await page.goto('/clusters')
  const pin = page.getByRole('button', { name: 'Pin First try' })
  const remove = page.getByRole('button', { name: 'Delete First try' })
  await pin.click()
  await expect(remove).toBeDisabled()
  await pin.click()
  await remove.click()
  await meanIt(page, 'First try')
  await expect(page.getByRole('link', { name: 'First try' })).toBeHidden()
})
