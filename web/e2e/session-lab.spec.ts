import type { Page } from '@playwright/test'
import {
  audioPosition,
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  meanIt,
  shoot,
  test,
  useScheme,
} from './page'

// Real clips: each test goes on with what the one before has made, and the last one clears it away,
// so that the tests after it find the library as it was.
test.describe.configure({ mode: 'serial' })

/** The first clips of a fresh machine compile the engine's loops. */
const MAKING_MS = 180_000
const BRIEF = 'dark warehouse techno with a rolling bass'

const clips = (page: Page) => page.locator('[data-batch] li[id^="clip-"]')
const groups = (page: Page) => page.getByRole('region', { name: /^Group / })
const batches = (page: Page) => page.locator('[data-batch]')

async function openSession(page: Page) {
  await page.goto('/lab')
  await page.getByRole('region', { name: 'Sessions' }).getByRole('link', { name: BRIEF }).click()
  await expect(clips(page).first()).toBeVisible()
  // The pointer must not play what it passes over on the way to a button.
  const hover = page.getByRole('switch', { name: 'Play on hover' })
  if (await hover.isChecked()) await hover.click({ force: true })
}

async function untilMade(page: Page, count: number) {
  const failed = page.getByRole('main').getByRole('alert')
  await expect(
    batches(page)
      .nth(count - 1)
      .or(failed)
      .first(),
  ).toBeVisible({ timeout: MAKING_MS })
  await expect(failed, 'why it was not made').toHaveCount(0)
}

test('the lab is empty at first, and reached by keys', async ({ page }) => {
  await page.goto('/playlists')
  await expect(page.getByRole('heading', { name: 'Playlists', level: 1 })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('b')
  await expect(page.getByRole('heading', { name: 'Session Lab', level: 1 })).toBeVisible()
  await expect(page.getByText('No sessions yet')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Make \d clips/ })).toBeDisabled()
  await expectAccessible(page)
  await shoot(page, 'lab-empty-dark')
})

test('a brief becomes clips in groups, each of which can be heard', async ({ page }) => {
  test.setTimeout(MAKING_MS + 60_000)
  await page.goto('/lab')
  await page.getByLabel('Brief').fill(BRIEF)
  await page.getByRole('slider', { name: 'Length' }).press('Home')
  const count = page.getByRole('slider', { name: 'Clips' })
  await count.press('Home')
  await count.press('ArrowRight')
  await count.press('ArrowRight')
  await page.getByText('More options').click()
  await page.getByLabel('Seed').fill('5')
  await page.getByRole('button', { name: 'Make 3 clips' }).click()

  await expect(page).toHaveURL(/\/lab\/.+/)
  await expect(page.getByRole('progressbar', { name: /^Progress of Make 3 clips/ })).toBeVisible()
  await shoot(page, 'lab-making-dark')
  await untilMade(page, 1)
  await expect(clips(page)).toHaveCount(3)
  await expect(groups(page).first()).toBeVisible()
  await expect(page.getByText(/energy 60 %, density 50 %, 2 s each/)).toBeVisible()
  await expect(page.getByRole('listbox', { name: /^Map of 3 clips/ })).toBeVisible()

  await page.getByRole('switch', { name: 'Play on hover' }).click({ force: true })
  await page
    .getByRole('button', { name: /^Play .* 2$/ })
    .first()
    .click()
  await expect.poll(() => audioPosition(page)).toBeGreaterThan(0.1)
  const source = await page.evaluate(() => document.querySelector('audio')?.getAttribute('src'))
  expect(source).toMatch(/^\/media\/.+\.wav$/)
  const volume = () => page.evaluate(() => document.querySelector('audio')?.volume ?? -1)
  const matched = await volume()
  await page.getByRole('switch', { name: 'Equally loud' }).click({ force: true })
  await expect.poll(volume).toBeGreaterThan(matched)
  await page.getByRole('switch', { name: 'Equally loud' }).click({ force: true })
  await expect.poll(volume).toBe(matched)
})

test('numbers and arrows play and move from clip to clip', async ({ page }) => {
  await openSession(page)
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('1')
  await expect(
    clips(page)
      .first()
      .getByRole('button', { name: /^Pause/ }),
  ).toBeVisible()
  await page.keyboard.press('1')
  await expect(clips(page).first().getByRole('button', { name: /^Play/ })).toBeVisible()

  const map = page.getByRole('listbox', { name: /^Map of 3 clips/ })
  await map.focus()
  await map.press('PageDown')
  await map.press('Enter')
  await expect(page.locator('[data-play]:focus')).toHaveCount(1)
  await page.keyboard.press('Space')
  await expect(page.locator('[data-play]:focus')).toHaveAccessibleName(/^Pause/)
  await page.keyboard.press('Space')
})

test('names, favourites and pins are kept', async ({ page }) => {
  await openSession(page)
  await page
    .getByRole('button', { name: /^Rename the group/ })
    .first()
    .click()
  const field = page.getByRole('textbox', { name: /^Name of the group/ })
  await field.fill('night shift')
  await field.press('Enter')
  await expect(page.getByRole('heading', { name: 'night shift', level: 3 })).toBeVisible()
  await clips(page)
    .first()
    .getByRole('button', { name: /^Favourite/ })
    .click()
  await clips(page)
    .first()
    .getByRole('button', { name: /^More of/ })
    .click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  const name = page.getByRole('textbox', { name: /^Name of/ })
  await name.fill('Opener')
  await name.press('Enter')
  await expect(clips(page).first()).toContainText('Opener')

  await page.reload()
  await expect(page.getByRole('heading', { name: 'night shift', level: 3 })).toBeVisible()
  const first = clips(page).first()
  await expect(first).toContainText('Opener')
  await expect(first.getByRole('button', { name: 'Favourite Opener' })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
})

test('a clip tells what it was made from, and comes out the same again', async ({ page }) => {
  test.setTimeout(MAKING_MS)
  await openSession(page)
  await clips(page)
    .nth(1)
    .getByRole('button', { name: /^More of/ })
    .click()
  await page.getByRole('menuitem', { name: 'How it was made' }).click()
  const dialog = page.getByRole('dialog', { name: /^How .* was made/ })
  await expect(dialog).toContainText(BRIEF)
  await expect(dialog.getByText('SHA-256')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Render again and compare' }).click()
  await expect(dialog.getByText('Identical')).toBeVisible({ timeout: MAKING_MS })
  await shoot(page, 'lab-manifest-dark')
})

test('more like a group, and the most different kept', async ({ page }) => {
  test.setTimeout(MAKING_MS + 60_000)
  await openSession(page)
  await page.getByRole('button', { name: 'More like “night shift”' }).click()
  await page.getByRole('menuitem', { name: '2 clips' }).click()
  await untilMade(page, 2)
  await expect(page.getByRole('heading', { name: /^More of night shift/, level: 2 })).toBeVisible()
  await expect(clips(page)).toHaveCount(5)
  await expect(page.getByRole('listbox', { name: /^Map of 5 clips/ })).toBeVisible()

  await page.getByRole('button', { name: 'Keep the most different' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('slider', { name: 'How many' }).press('End')
  await dialog.getByRole('slider', { name: 'How many' }).press('ArrowLeft')
  await expect(
    dialog.getByRole('region', { name: 'These would go' }).getByRole('listitem'),
  ).toHaveCount(1)
  await expectAccessible(page)
  await shoot(page, 'lab-different-dark')
  await dialog.getByRole('button', { name: /^Delete the other 1/ }).click()
  await expect(dialog).toBeHidden()
  await expect(clips(page)).toHaveCount(4)
  await meanIt(page, 'Deleted')
})

for (const scheme of ['dark', 'light'] as const) {
  test(`a session is accessible and fits, wide and narrow, in ${scheme} colours`, async ({
    page,
  }) => {
    await useScheme(page, scheme)
    await openSession(page)
    await expectAccessible(page)
    await page.setViewportSize({ width: 1440, height: 1600 })
    await shoot(page, `lab-session-wide-${scheme}`)
    await page.setViewportSize({ width: 390, height: 844 })
    await expectNoSidewaysScroll(page)
    const hidden = await page.evaluate(() => {
      const main = document.querySelector('main')
      return main ? main.scrollWidth - main.clientWidth : -1
    })
    expect(hidden, 'pixels of the page beyond its edge').toBe(0)
    await expectAccessible(page)
    await page.setViewportSize({ width: 390, height: 2600 })
    await shoot(page, `lab-session-narrow-${scheme}`)
  })
}

test('a session is deleted, and leaves the library', async ({ page }) => {
  await page.goto('/lab')
  await expect(page.getByRole('region', { name: 'Sessions' })).toContainText('2 batches · 4 clips')
  await expectAccessible(page)
  await openSession(page)
  await page.getByRole('button', { name: 'Delete the session' }).click()
  await expect(page).toHaveURL(/\/lab$/)
  await meanIt(page, BRIEF)
  await expect(page.getByText('No sessions yet')).toBeVisible()
  await expect(async () => {
    const answer = await page.request.get('/api/v1/tracks?q=techno')
    const { items } = await answer.json()
    expect(items.filter((track: { location: string }) => track.location.endsWith('.wav'))).toEqual(
      [],
    )
  }).toPass({ timeout: 30_000 })
})
