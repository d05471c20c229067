import { expect, expectAccessible, expectNoSidewaysScroll, shoot, test, useScheme } from './page'

// Runs after first-thread.spec.ts, in the library that it filled, and leaves it as it was.
test.describe.configure({ mode: 'serial' })

test('music is asked for in words, and the next words go on from there', async ({ page }) => {
  await page.goto('/playlists')
  await expect(page.getByRole('heading', { name: 'Playlists', level: 1 })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  const field = page.getByRole('textbox', { name: 'Ask for music' })
  await expect(field).toBeFocused()
  await expect(page.getByRole('list', { name: 'Examples' })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.type('5 house tracks')
  await page.keyboard.press('Enter')
  const first = page.getByRole('article', { name: '5 house tracks' })
  await expect(first.getByText('Understood:')).toBeVisible()
  await expect(first.getByRole('list', { name: 'Tracks' }).getByRole('listitem')).not.toHaveCount(0)
  await expect(page).toHaveURL(/conversation=/)
  await expect(field).toBeFocused()

  await page.keyboard.type('3 waltz tracks')
  await page.keyboard.press('Enter')
  const second = page.getByRole('article', { name: '3 waltz tracks' })
  await expect(second.getByRole('link', { name: /^Waltz/ }).first()).toBeVisible()
  await second.getByRole('button', { name: 'Save as playlist' }).click()
  await expect(page.getByRole('dialog').getByLabel('Name')).not.toHaveValue('')
  await page.keyboard.press('Escape')
})

test.describe('with words that mean nothing', () => {
  test('the page says so, and what would', async ({ page }) => {
    await page.goto('/chat')
    await page.getByRole('textbox', { name: 'Ask for music' }).fill('qwertz asdfgh')
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    await expect(page.getByRole('alert')).toContainText('qwertz')
    await expect(page.getByRole('button', { name: 'Ask again' })).toBeVisible()
  })
})

for (const scheme of ['dark', 'light'] as const) {
  test(`a conversation is opened again, accessible and fits in ${scheme} colours`, async ({
    page,
  }) => {
    await useScheme(page, scheme)
    await page.goto('/chat')
    await page.getByRole('button', { name: /^5 house tracks/ }).click()
    await expect(page.getByRole('article', { name: '3 waltz tracks' })).toBeVisible()
    await expectAccessible(page)
    await shoot(page, `chat-${scheme}`)
    await page.setViewportSize({ width: 390, height: 844 })
    await expectNoSidewaysScroll(page)
    await shoot(page, `chat-narrow-${scheme}`)
  })
}

test('a conversation is forgotten when it is said twice', async ({ page }) => {
  await page.goto('/chat')
  await page.getByRole('button', { name: 'Delete 5 house tracks' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click()
  await expect(page.getByRole('button', { name: /^5 house tracks/ })).toHaveCount(0)
})
