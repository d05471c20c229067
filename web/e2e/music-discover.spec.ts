import type { Page } from '@playwright/test'
import { expect, expectAccessible, shoot, test } from './page'

// Runs after map.spec.ts, which has made the map that is drawn here beside the lists.
test.describe.configure({ mode: 'serial' })
// The last: artists are compared when they are first asked for, and until then it says so.
test.use({ expectedComplaints: [/GPU stall due to ReadPixels|status of 409/] })

const results = (page: Page) =>
  page.getByRole('list', { name: 'Tracks that were found' }).getByRole('listitem')

async function choose(page: Page, field: string, words: string, option: RegExp) {
  const box = page.getByRole('combobox', { name: field })
  await box.fill(words)
  await page.getByRole('option', { name: option }).first().click()
}

test('similar tracks are found by keyboard alone, and a link brings the same', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('grid')).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await expect(page.getByRole('heading', { name: 'Similar tracks', level: 1 })).toBeVisible()
  const seed = page.getByRole('combobox', { name: 'Sounds like' })
  await seed.fill('waltz')
  await expect(page.getByRole('option').first()).toBeVisible()
  await seed.press('Enter')
  await expect(results(page).first()).toBeVisible()
  await expect(page).toHaveURL(/seed=/)
  await page.getByText('Filter', { exact: true }).click()
  await page.getByRole('button', { name: 'House', exact: true }).click()
  await expect(page).toHaveURL(/House/)
  await expect(results(page).first()).toContainText('House')
  await expectAccessible(page)
  const count = await results(page).count()
  await page.reload()
  await expect(results(page)).toHaveCount(count)
  await expect(page.getByRole('button', { name: 'House', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  await page.getByRole('button', { name: 'House', exact: true }).click()
  await expect(page.getByRole('img', { name: /^Map with \d+ similar tracks/ })).toBeVisible()
  await shoot(page, 'similar-dark')
})

test('a filter that nothing passes says so, and leads on', async ({ page }) => {
  await page.goto(`/discover/similar?seed=["mood:happy"]&filter={"year_from":2900}`)
  await page.getByRole('button', { name: 'Take the filter away' }).click()
  await expect(results(page).first()).toBeVisible()
})

test('a path keeps both ends, tells its steps, and there is another way', async ({ page }) => {
  await page.goto('/discover/path?n=6')
  await choose(page, 'From', 'waltz', /^Track: Waltz/)
  await choose(page, 'To', 'metal', /^Track: Metal/)
  await expect(results(page)).toHaveCount(6)
  await expect(results(page).first()).toContainText('Waltz')
  await expect(results(page).last()).toContainText('Metal')
  await expect(page.getByRole('img', { name: /^Steps of the path/ })).toBeVisible()
  await page.getByRole('button', { name: 'Another way' }).click()
  await expect(page).toHaveURL(/way=\d+/)
  await expectAccessible(page)
  await shoot(page, 'path-dark')
})

test('a mixture is mixed, moved about, and kept as an anchor', async ({ page }) => {
  await page.goto('/discover/alchemy?n=8')
  await choose(page, 'Towards', 'chiptune', /^Track: Chiptune/)
  await choose(page, 'Away from', 'ambient', /^Track: Ambient/)
  await page.getByRole('button', { name: 'Mix', exact: true }).click()
  await expect(results(page).first()).toBeVisible()
  const picture = page.getByRole('img', { name: /^Picture of the mixture/ })
  await expect(picture).toBeVisible()
  await expectAccessible(page)
  await shoot(page, 'alchemy-dark')
  const away = page.getByRole('region', { name: 'Away from' })
  await away.getByRole('button', { name: /^Move to “towards”/ }).click()
  await expect(away.getByRole('listitem')).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Towards' }).getByRole('listitem')).toHaveCount(2)
  await page.getByRole('button', { name: 'Save as anchor' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save as anchor' })
  await dialog.getByLabel('Name').fill('Games at night')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('link', { name: 'Make a radio of it' })).toBeVisible()
  await page.goto('/discover/similar')
  await choose(page, 'Sounds like', 'games', /^Anchor: Games at night/)
  await expect(results(page).first()).toBeVisible()
})

test('a playlist gets what fits it, and it can be undone', async ({ page, request }) => {
  const { items } = await (await request.get('/api/v1/tracks?q=house&limit=2')).json()
  const body = {
    name: 'To extend',
    description: '',
    items: items.map(({ id }: { id: string }) => ({ track_id: id })),
  }
  const { id } = await (await request.post('/api/v1/playlists', { data: body })).json()
  await page.goto(`/discover/extend?playlist=${id}&reach=1&n=5`)
  await results(page)
    .first()
    .getByRole('button', { name: /^Take / })
    .click()
  await expectAccessible(page)
  await page.getByRole('button', { name: /^Add 4 tracks to it/ }).click()
  await expect(page.getByText('4 tracks added to “To extend”')).toBeVisible()
  const length = async () =>
    (await (await request.get(`/api/v1/playlists/${id}`)).json()).items.length
  expect(await length()).toBe(6)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(length).toBe(2)
})

test('a fingerprint shows the taste of who listens', async ({ page, request }) => {
  const { items } = await (await request.get('/api/v1/tracks?q=waltz&limit=2')).json()
  const plays = items.map(({ id }: { id: string }) => ({
    track_id: id,
    play_count: 5,
    last_played_at: new Date().toISOString(),
  }))
  await request.put('/api/v1/listeners/ann', { data: { items: plays } })
  await page.goto('/discover/fingerprint?listener=ann')
  await expect(results(page).first()).toContainText('favourite')
  await expect(page.getByRole('region', { name: 'Taste' }).getByRole('meter').first()).toBeVisible()
  await expectAccessible(page)
  await request.delete('/api/v1/listeners/ann')
})

test('artists lead to others, and to the songs that show it', async ({ page }) => {
  await page.goto('/discover/artists')
  await page.getByLabel('Artist', { exact: true }).fill('house')
  await page
    .getByRole('list', { name: 'Artists' })
    .getByRole('link', { name: /House/ })
    .first()
    .click()
  await page
    .getByText(/sounds? they share/)
    .first()
    .click({ timeout: 30_000 })
  await expect(page.getByText(/of the songs$/).first()).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Use as seed' }).first().click()
  await expect(results(page).first()).toBeVisible()
})
