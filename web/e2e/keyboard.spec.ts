import { audioPosition, expect, test } from './page'

// Runs after first-thread.spec.ts, in the library that it filled.
test('the main steps need no mouse', async ({ page }) => {
  await page.goto('/playlists')
  await expect(page.getByRole('heading', { name: 'Playlists', level: 1 })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await expect(page.getByRole('grid')).toBeVisible()

  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox')).toBeFocused()
  await page.keyboard.type('waltz')
  await expect(page).toHaveURL(/q=waltz/)
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '4')

  // On from the search: sources, column heads, then the grid.
  await page.getByRole('grid').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  const row = page.getByRole('row', { selected: true })
  await expect(row).toHaveAttribute('aria-rowindex', '3')
  await page.keyboard.press('Enter')
  await expect.poll(() => audioPosition(page)).toBeGreaterThan(0.2)

  await page.keyboard.press('Shift+ArrowRight')
  await expect
    .poll(() => page.getByRole('region', { name: 'Player' }).innerText())
    .toContain('Waltz')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('complementary', { name: 'Selected track' })).toBeHidden()

  await page.locator('main').focus()
  await page.keyboard.press('Space')
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  await page.keyboard.press('m')
  await expect(page.getByRole('button', { name: 'Sound on' })).toBeVisible()

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
})

test('the palette leads to tracks and pages', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('grid')).toBeVisible()
  await page.keyboard.press('Control+k')
  const field = page.getByRole('textbox', { name: 'Find a track or go to a page' })
  await expect(field).toBeFocused()
  await page.keyboard.type('metal no. 2')
  await expect(page.getByRole('dialog').getByText('Metal No. 2')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Metal No. 2' })).toBeVisible()

  await expect(page.getByRole('dialog')).toBeHidden()
  await page.keyboard.press('Control+k')
  await expect(field).toBeFocused()
  await page.keyboard.type('jobs')
  await expect(page.getByRole('dialog').getByText('Jobs', { exact: true })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/jobs$/)
})
