import type { Page } from '@playwright/test'
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  meanIt,
  musicPath,
  shoot,
  test,
  useScheme,
} from './page'

// Runs last: real productions, each test goes on with what the one before has made.
test.describe.configure({ mode: 'serial' })

// The library that the tests before have filled; filled here when this file runs alone.
test.beforeAll(async ({ request }) => {
  const added = await request.post('/api/v1/sources', { data: { path: musicPath() } })
  expect(added.ok()).toBe(true)
  await expect(async () => {
    const answer = await request.get('/api/v1/tracks?q=house&state=analysed')
    expect((await answer.json()).total).toBeGreaterThan(1)
  }).toPass({ timeout: 60_000 })
  // What a failed attempt has left: the tests begin with an empty studio, the second time too.
  const made = await (await request.get('/api/v1/studio/productions')).json()
  for (const { id } of made.items) {
    await expect(async () => {
      await request.post(`/api/v1/jobs/${id}/cancel`)
      const removed = await request.delete(`/api/v1/studio/productions/${id}`)
      expect([204, 404]).toContain(removed.status())
    }).toPass({ timeout: 60_000 })
  }
})

/** Stems are fetched and decoded before they sound; a busy machine takes its time. */
const HEARD = { timeout: 60_000 }
/** The first production of a fresh machine compiles the engine's loops. */
const MAKING_MS = 300_000
const PROMPT = 'four-on-the-floor house in F minor, 16 seconds'

async function write(page: Page, prompt: string) {
  await page.goto('/studio')
  await page.getByLabel('What should it sound like?').fill(prompt)
  await expect(page.getByRole('button', { name: /^Genre: House/ })).toBeVisible()
}

const playStems = (page: Page) => page.getByRole('button', { name: 'Play the stems' })
const pauseStems = (page: Page) => page.getByRole('button', { name: 'Pause the stems' })

async function untilMade(page: Page) {
  const failed = page.getByRole('region', { name: 'How far it is' }).getByRole('alert')
  await expect(playStems(page).or(failed).first()).toBeVisible({ timeout: MAKING_MS })
  await expect(failed, 'why it was not made').toHaveCount(0)
}

async function stemClock(page: Page): Promise<number> {
  const [minutes = 0, seconds = 0] = (await page.locator('[data-stem-clock]').innerText())
    .split(':')
    .map(Number)
  return minutes * 60 + seconds
}

/** Open the newest production that ended well and was made from this sentence. */
async function openMade(page: Page, prompt = PROMPT) {
  await page.goto('/studio')
  await page
    .getByRole('region', { name: 'Productions' })
    .getByRole('link', { name: prompt })
    .last()
    .click()
  await untilMade(page)
}

test('the studio is empty at first, and reached by keys', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('grid')).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect(page.getByRole('heading', { name: 'Studio', level: 1 })).toBeVisible()
  await expect(page.getByText('Nothing made yet')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Make it' })).toBeDisabled()
  await expectAccessible(page)
  await shoot(page, 'studio-empty-dark')
})

test.describe('with words that are no music', () => {
  test.use({ expectedComplaints: [/status of 4\d\d/] })

  test('a sentence that asks for no music is refused where it stands', async ({ page }) => {
    await page.goto('/studio')
    const field = page.getByLabel('What should it sound like?')
    await field.fill('the annual tax return of a small bakery')
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    await expectAccessible(page)
    await shoot(page, 'studio-no-music-dark')
  })
})

test('a sentence is understood, changed by hand, made, and heard stem by stem', async ({
  page,
}) => {
  test.setTimeout(MAKING_MS + 60_000)
  await write(page, PROMPT)
  await expect(page.getByRole('button', { name: /^Key: F minor, from your words/ })).toBeVisible()
  await page.getByRole('button', { name: /^Tempo: .* left to Menura/ }).press('Enter')
  const editor = page.getByRole('dialog')
  await editor.getByLabel('Tempo in BPM').fill('126')
  await expectAccessible(page)
  await shoot(page, 'studio-chips-dark')
  await editor.getByLabel('Tempo in BPM').press('Enter')
  await expect(page.getByRole('button', { name: /^Tempo: 126 BPM, set by you/ })).toBeVisible()
  await page.getByText('More options').click()
  await page.getByLabel('Seed').fill('7')
  await page.getByRole('button', { name: 'Make it' }).click()

  await expect(page.getByRole('list', { name: 'Stages' })).toBeVisible()
  await expect(page.getByRole('progressbar', { name: /^Progress of Make/ })).toBeVisible()
  await expectAccessible(page)
  await shoot(page, 'studio-making-dark')
  await untilMade(page)
  await expect(page.getByText(/House · 126 BPM · F minor · 0:16/)).toBeVisible()

  await playStems(page).click()
  await expect.poll(() => stemClock(page), HEARD).toBeGreaterThan(1)
  const solo = page.getByRole('button', { name: 'Solo Bass' })
  await solo.click()
  await expect(solo).toHaveAttribute('aria-pressed', 'true')
  await page.getByRole('button', { name: 'Mute Drums' }).click()
  await expect(page.getByRole('button', { name: 'Mute Drums' })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  await pauseStems(page).click()
  const paused = await stemClock(page)
  await page.waitForTimeout(1_200)
  expect(await stemClock(page)).toBe(paused)
  await page.getByRole('slider', { name: 'Position in the production' }).press('End')
  await expect.poll(() => stemClock(page), HEARD).toBe(16)
  await page.getByRole('slider', { name: 'Position in the production' }).press('Home')
  await expect.poll(() => stemClock(page), HEARD).toBe(0)
})

test('what was measured stands beside what was wanted', async ({ page }) => {
  await openMade(page)
  const checks = page.getByRole('region', { name: 'Checks', exact: true })
  await expect(checks.getByRole('row', { name: /Tempo/ })).toContainText('126')
  await expect(checks.getByRole('row', { name: /Loudness/ })).toContainText('LUFS')
  await expect(checks.getByRole('img', { name: /^Spectrum/ })).toBeVisible()
  await expect(checks.getByRole('img', { name: /^Loudness over time/ })).toBeVisible()
  await expect(page.getByRole('img', { name: /^Notes of each stem/ })).toBeVisible()
  await expect(page.getByText('Seed', { exact: true })).toBeVisible()
})

test('the player and the stems never sound together, and Space speaks to who sounds', async ({
  page,
}) => {
  await page.goto('/?q=house')
  await page.getByRole('row', { name: /House No\. 1/ }).dblclick()
  const player = page.getByRole('region', { name: 'Player' })
  await expect(player.getByRole('button', { name: 'Pause', exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Studio' }).first().click()
  await page.getByRole('link', { name: PROMPT }).last().click()
  await playStems(page).click()
  await expect(player.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  await expect.poll(() => stemClock(page), HEARD).toBeGreaterThan(0)
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('Space')
  await expect(playStems(page)).toBeVisible()
  await expect(player.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
})

test('files are downloaded one by one and all at once', async ({ page }) => {
  await openMade(page)
  const files = page.getByRole('region', { name: 'Files' })
  const started = page.waitForEvent('download')
  await files.getByRole('link', { name: 'track.mid' }).click()
  expect((await started).suggestedFilename()).toMatch(/track\.mid$/)
  const all = page.waitForEvent('download')
  await files.getByRole('link', { name: /^All as one archive/ }).click()
  expect((await all).suggestedFilename()).toMatch(/\.zip$/)
})

test('another version in another key knows where it comes from', async ({ page }) => {
  test.setTimeout(MAKING_MS + 60_000)
  await openMade(page)
  const anew = page.getByRole('region', { name: 'Make it anew' })
  await anew.getByLabel('What').selectOption('key')
  await anew.getByLabel('Tonic').selectOption('A')
  await anew.getByRole('button', { name: 'Make this version' }).click()
  await expect(playStems(page)).toBeHidden()
  await untilMade(page)
  await expect(page.getByText(/House · 126 BPM · A minor/)).toBeVisible()
  await page.getByRole('region', { name: 'Versions' }).getByRole('link').first().click()
  await expect(page.getByText(/House · 126 BPM · F minor/)).toBeVisible()
  await expect(page.getByRole('region', { name: 'Versions' }).getByRole('listitem')).toHaveCount(1)
})

test('a reference is given, met, and compared with at the same loudness', async ({ page }) => {
  test.setTimeout(MAKING_MS + 60_000)
  await write(page, 'house, 20 seconds')
  const reference = page.getByRole('region', { name: 'Reference' })
  await reference.getByRole('button', { name: 'Use a library track' }).click()
  await reference.getByRole('searchbox').fill('house')
  await expectAccessible(page)
  await reference.getByRole('button', { name: /^House No\. 2/ }).click()
  await expect(reference.getByText('House No. 2')).toBeVisible()
  await reference.getByRole('button', { name: 'Leave the reference out' }).click()
  // What was made before is music enough to be met; the tones of the test library are not.
  const made = await (await page.request.get('/api/v1/studio/productions')).json()
  const mix = await page.request.get(made.items.at(-1).mix_url)
  await reference
    .locator('input[type=file]')
    .setInputFiles({ name: 'mine.wav', mimeType: 'audio/wav', buffer: await mix.body() })
  await expect(reference.getByText('mine.wav')).toBeVisible()
  await page.getByRole('button', { name: 'Make it' }).click()
  await untilMade(page)
  const compare = page.getByRole('group', { name: 'Compare' })
  await compare.getByRole('button', { name: /^B:/ }).click()
  await expect(pauseStems(page)).toBeVisible()
  await expect.poll(() => stemClock(page), HEARD).toBeGreaterThan(0)
  await compare.getByRole('button', { name: 'A: this' }).click()
  await pauseStems(page).click()
  await shoot(page, 'studio-reference-dark')
})

test('a production is stopped while it is made', async ({ page }) => {
  await write(page, 'house, 9 minutes')
  await page.getByRole('button', { name: 'Make it' }).click()
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText('It was stopped.')).toBeVisible({ timeout: 60_000 })
  await expectAccessible(page)
  await shoot(page, 'studio-stopped-dark')
  await page.getByRole('link', { name: 'Try again' }).click()
  await expect(page.getByLabel('What should it sound like?')).toHaveValue('house, 9 minutes')
})

for (const scheme of ['dark', 'light'] as const) {
  test(`a production is accessible and fits, wide and narrow, in ${scheme} colours`, async ({
    page,
  }) => {
    await useScheme(page, scheme)
    await openMade(page)
    await expect(page.getByRole('img', { name: /^Notes of each stem/ })).toBeVisible()
    await expectAccessible(page)
    await page.setViewportSize({ width: 1440, height: 2400 })
    await shoot(page, `production-wide-${scheme}`)
    for (const width of [390, 380]) {
      await page.setViewportSize({ width, height: 844 })
      await expectNoSidewaysScroll(page)
      const hidden = await page.evaluate(() => {
        const main = document.querySelector('main')
        return main ? main.scrollWidth - main.clientWidth : -1
      })
      expect(hidden, 'pixels of the page beyond its edge').toBe(0)
    }
    await expectAccessible(page)
    await page.setViewportSize({ width: 390, height: 3600 })
    await shoot(page, `production-narrow-${scheme}`)
  })
}

test('a production is deleted, and that is undone in time', async ({ page }) => {
  await openMade(page, 'house, 20 seconds')
  const address = page.url()
  await page.getByRole('button', { name: 'Delete the production' }).click()
  const made = page.getByRole('link', { name: 'house, 20 seconds' })
  await expect(page).toHaveURL(/\/studio$/)
  await expect(made).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await made.click()
  await page.getByRole('button', { name: 'Delete the production' }).click()
  await meanIt(page, 'house, 20 seconds')
  await expect(made).toBeHidden()
  const answer = () => page.request.get(address.replace('/studio/', '/api/v1/studio/productions/'))
  await expect.poll(async () => (await answer()).status()).toBe(404)
})
