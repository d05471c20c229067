import type { Page } from '@playwright/test'
import { expect, expectAccessible, shoot, test } from './page'

// Runs after first-thread.spec.ts, in the library that it filled; what follows uses the map.
test.describe.configure({ mode: 'serial' })
// A picture of a canvas is read back from the drawing; the driver remarks that this takes time.
test.use({ expectedComplaints: [/GPU stall due to ReadPixels/] })

const map = (page: Page) => page.getByRole('img', { name: /^Map of \d+ tracks/ })

test('the map is there after a scan, and is laid out anew when asked for', async ({ page }) => {
  await page.goto('/map')
  await expect(map(page)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('list', { name: 'Colours: genre' })).toContainText('Waltz')
  await expectAccessible(page)
  await shoot(page, 'map-dark')
  await page.getByRole('button', { name: 'Lay out anew' }).click()
  const dialog = page.getByRole('dialog', { name: 'Lay out the map anew?' })
  await dialog.getByRole('button', { name: 'Lay out anew' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('region', { name: 'Building the map' })).toBeHidden({
    timeout: 45_000,
  })
  await expect(map(page)).toBeVisible()
})

test('what is in view is listed and kept as a playlist', async ({ page }) => {
  await page.goto('/map?by=key&overlay=names')
  await page.getByRole('button', { name: 'Select in view' }).click()
  const selected = page.getByRole('region', { name: 'Selected tracks' })
  await expect(selected.getByRole('grid')).toBeVisible()
  await selected.getByRole('button', { name: 'Save as playlist' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save as playlist' })
  await dialog.getByLabel('Name').fill('The whole map')
  await dialog.getByRole('button', { name: /^Save \d+ tracks/ }).click()
  await expect(page.getByRole('link', { name: 'Open “The whole map”' })).toBeVisible()
})

test('a line around points selects those inside', async ({ page }) => {
  await page.goto('/map')
  await page.getByRole('button', { name: 'Draw around tracks' }).click()
  const box = await map(page).boundingBox()
  if (!box) throw new Error('the map is not on the page')
  const corners = [
    [0.02, 0.12],
    [0.98, 0.12],
    [0.98, 0.98],
    [0.02, 0.98],
  ] as const
  const at = ([x, y]: readonly [number, number]) =>
    [box.x + x * box.width, box.y + y * box.height] as const
  await page.mouse.move(...at(corners[0]))
  await page.mouse.down()
  for (const corner of corners.slice(1)) await page.mouse.move(...at(corner), { steps: 6 })
  await page.mouse.up()
  await expect(page.getByRole('heading', { name: /\d+ tracks? selected/ })).toBeVisible()
})

test('a link flies to a track and marks it', async ({ page, request }) => {
  const found = await (await request.get('/api/v1/tracks?q=waltz&limit=1')).json()
  const { id, title } = found.items[0]
  await page.goto(`/map?track=${id}`)
  const card = page.getByRole('region', { name: 'Track on the map' })
  await expect(card.getByRole('link', { name: title })).toBeVisible()
  await card.getByRole('link', { name: 'Similar tracks' }).click()
  await expect(page).toHaveURL(/discover\/similar/)
})
