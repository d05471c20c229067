import { dirname } from 'node:path'
import type { APIRequestContext, Page } from '@playwright/test'
import { expect, expectAccessible, expectNoSidewaysScroll, musicPath, shoot, test } from './page'

// Runs after first-thread.spec.ts, with a folder of samples of its own, and leaves no trace.
test.describe.configure({ mode: 'serial' })

const API = '/api/v1/recommendations'
const HEARD = 10 // three packs; one more file is broken

/** Forget the session, and what became of suggestions. */
async function forget(request: APIRequestContext) {
  await request.delete(`${API}/events`)
  await request.delete(`${API}/context`)
}

async function removeSamples(request: APIRequestContext) {
  const sources = await (await request.get('/api/v1/sources')).json()
  for (const { id, name } of sources.items) {
    if (name === 'Packs') await request.delete(`/api/v1/sources/${id}`)
  }
}

test.beforeAll(async ({ request }) => {
  await removeSamples(request)
  await forget(request)
  const body = { path: `${dirname(musicPath())}/samples`, name: 'Packs' }
  const added = await request.post('/api/v1/sources', { data: body })
  const { id } = await added.json()
  await expect(async () => {
    const answer = await request.get(`/api/v1/tracks?source_id=${id}&state=analysed`)
    expect((await answer.json()).total).toBe(HEARD)
  }).toPass({ timeout: 60_000 })
})

test.afterAll(async ({ request }) => {
  await removeSamples(request)
  await forget(request)
})

interface Started {
  loops: boolean
  /** When, and from where, in seconds. */
  when: number
  offset: number
  lasts: number
  /** The moment had passed already: it would be out of step. */
  isLate: boolean
}

/** Take down what begins to sound. */
async function listen(page: Page) {
  await page.addInitScript(() => {
    const started: Started[] = []
    Object.assign(window, { started })
    const { start } = AudioBufferSourceNode.prototype
    AudioBufferSourceNode.prototype.start = function (when = 0, offset = 0) {
      const isLate = when < this.context.currentTime
      started.push({ loops: this.loop, when, offset, lasts: this.buffer?.duration ?? 0, isLate })
      start.call(this, when, offset)
    }
  })
}

function startedSounds(page: Page): Promise<Started[]> {
  return page.evaluate(() => (window as unknown as { started: Started[] }).started)
}

const cardOf = (page: Page, title: string) =>
  page.getByRole('list', { name: 'Suggestions' }).getByRole('listitem').filter({ hasText: title })

async function setSession(request: APIRequestContext, context: object) {
  expect((await request.post(`${API}/context`, { data: context })).ok()).toBe(true)
}

test('a tempo and a key bring what fits them, with reasons', async ({ page }) => {
  await page.goto('/playlists')
  await expect(page.getByRole('heading', { name: 'Playlists', level: 1 })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await expect(page.getByRole('heading', { name: 'Samples', level: 1 })).toBeVisible()
  await page.getByLabel('BPM').fill('120')
  await page.getByLabel('Key', { exact: true }).selectOption('A')
  await page.getByLabel('Scale').selectOption('Minor')
  await expect(cardOf(page, 'Pad 60 Am')).toContainText('double time')
  await expect(cardOf(page, 'Pad 60 Am')).toContainText('same key')
  await expect(cardOf(page, 'Keys 120 C')).toContainText('relative major')
  await expect(cardOf(page, 'Break 90')).toHaveCount(0)
  await expectAccessible(page)
})

test('a change of the session ranks anew what everybody sees, and says why', async ({ page }) => {
  await page.goto('/samples')
  await expect(cardOf(page, 'Break 120')).toBeVisible()
  await setSession(page.request, { bpm: 90 })
  await expect(page.getByText(/tempo 120 → 90/)).toBeVisible()
  await expect(cardOf(page, 'Break 90')).toContainText('same tempo')
  await expect(cardOf(page, 'Break 120')).toHaveCount(0)
  await setSession(page.request, { bpm: 120 })
  await expect(cardOf(page, 'Break 120')).toBeVisible()
})

test('a sample is previewed in the session, then in step with what was accepted', async ({
  page,
}) => {
  await listen(page)
  await page.goto('/samples')
  await cardOf(page, 'Guitar 118 Am')
    .getByRole('button', { name: /^Preview/ })
    .click()
  await expect.poll(async () => (await startedSounds(page)).length).toBe(1)
  // Four bars of 118 BPM were made to last four bars of 120.
  expect((await startedSounds(page))[0]).toMatchObject({ loops: true, offset: 0, lasts: 8 })
  await cardOf(page, 'Guitar 118 Am')
    .getByRole('button', { name: /^Accept/ })
    .click()
  await expect(cardOf(page, 'Guitar 118 Am')).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'In the session' })).toContainText('Guitar 118 Am')

  await cardOf(page, 'Pad 60 Am')
    .getByRole('button', { name: /^Preview/ })
    .click()
  await expect.poll(async () => (await startedSounds(page)).length).toBeGreaterThanOrEqual(3)
  const [first, ...joined] = await startedSounds(page)
  for (const sound of joined) {
    // Whenever it came in, it is where it would be had it begun with the first one.
    const place = (sound.when - (first?.when ?? 0)) % sound.lasts
    expect(Math.abs(place - sound.offset)).toBeLessThan(1e-4)
    expect(sound).toMatchObject({ loops: true, isLate: false })
  }
  // Both go on in a new tempo, four bars of it and eight.
  await setSession(page.request, { bpm: 124 })
  const lengths = async () =>
    (await startedSounds(page)).slice(-2).map(({ lasts }) => lasts.toFixed(2))
  await expect.poll(async () => (await lengths()).sort()).toEqual(['15.48', '7.74'])
  await setSession(page.request, { bpm: 120 })
  await page.getByRole('button', { name: 'Stop Pad 60 Am' }).click()
  await expect(page.getByRole('button', { name: 'Preview Pad 60 Am' })).toBeVisible()
})

test('a sample is dismissed with a reason and comes back, another is pinned', async ({ page }) => {
  await page.goto('/samples')
  await page.getByRole('button', { name: 'Dismiss Keys 120 C' }).click()
  await page.getByRole('menuitem', { name: 'Wrong key' }).click()
  await expect(cardOf(page, 'Keys 120 C')).toHaveCount(0)
  await page.getByRole('alert').getByRole('button', { name: 'Undo' }).click()
  await expect(cardOf(page, 'Keys 120 C')).toBeVisible()
  const pin = page.getByRole('button', { name: 'Pin Arp 122 C' })
  await pin.click()
  await expect(pin).toHaveAttribute('aria-pressed', 'true')
  await page.reload()
  await expect(pin).toHaveAttribute('aria-pressed', 'true')
})

test('what became of suggestions is noted, and can be told apart later', async ({ page }) => {
  await page.goto('/samples')
  await expect(cardOf(page, 'Break 120')).toBeVisible()
  await expect(async () => {
    const { items } = await (await page.request.get(`${API}/events?session=default`)).json()
    const types = new Set(items.map((event: { type: string }) => event.type))
    expect([...types].sort()).toEqual(
      ['accept', 'preview', 'skip', 'view'].map((kind) => `recommendation.${kind}`),
    )
    for (const event of items) expect(event.request_id).toBeTruthy()
  }).toPass({ timeout: 20_000 })
})

test('suggestions stand beside the library, for who wants them there', async ({ page }) => {
  await listen(page)
  await page.goto('/')
  await page.getByRole('button', { name: 'Suggested for you' }).click()
  const beside = page.getByRole('complementary', { name: 'Samples' })
  await expect(beside.getByRole('link', { name: '120 BPM · Am' })).toBeVisible()
  await beside.getByRole('button', { name: 'Preview Pad 60 Am' }).click()
  await expect.poll(async () => (await startedSounds(page)).length).toBe(2)
  await expectAccessible(page)
  await shoot(page, 'suggested-beside-dark')
  await page.reload()
  await beside.getByRole('button', { name: 'Close the suggestions' }).click()
  await expect(page.getByRole('button', { name: 'Suggested for you' })).toBeFocused()
})

test('each project has a session of its own, which the browser remembers', async ({ page }) => {
  const project = 'Second song, of a rather long name'
  await page.goto('/samples')
  await expect(cardOf(page, 'Break 120')).toBeVisible()
  await page.getByRole('button', { name: 'Project: Default project' }).click()
  await page.getByRole('menuitem', { name: 'New project…' }).click()
  await page.getByLabel('Name').fill(project)
  await page.getByRole('button', { name: 'Begin' }).click()
  await expect(page.getByRole('button', { name: `Project: ${project}` })).toBeVisible()
  await expect(page.getByLabel('BPM', { exact: true })).toHaveValue('')
  await page.getByLabel('BPM', { exact: true }).fill('90')
  await expect(cardOf(page, 'Break 90')).toContainText('same tempo')
  await page.goto('/')
  await page.getByRole('button', { name: 'Suggested for you' }).click()
  const beside = page.getByRole('complementary', { name: 'Samples' })
  await expect(beside.getByRole('link', { name: `${project} · 90 BPM` })).toBeVisible()
  await page.goto('/samples')
  await expectAccessible(page)
  await page.getByRole('button', { name: `Project: ${project}` }).click()
  await shoot(page, 'samples-projects-dark')
  await page.keyboard.press('Escape')
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
  await page.getByRole('button', { name: `Project: ${project}` }).click()
  await page.getByRole('menuitem', { name: /^Default project/ }).click()
  await expect(page.getByLabel('BPM', { exact: true })).toHaveValue('120')
  await expect(cardOf(page, 'Break 120')).toBeVisible()
})

test('a surprise is marked as one, and the rules alone can be asked for', async ({ page }) => {
  await page.goto('/samples')
  await expect(cardOf(page, 'Break 120')).toBeVisible()
  const asked = page.waitForRequest(/stream\?.*explore=true/)
  await page.getByRole('switch', { name: 'Surprise me' }).click()
  await asked
  await page.getByRole('button', { name: 'How it works' }).click()
  await page.getByLabel('Rank by').selectOption('Rules alone')
  await expect(page.getByText('This list is ranked by the rules alone.')).toBeVisible()
  await expectAccessible(page)
  await shoot(page, 'samples-how-dark')
  await page.keyboard.press('Escape')
  await expect(page.getByText('ranked by the rules alone')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('switch', { name: 'Surprise me' })).toBeChecked()
})

test('what was heard wrong is corrected on the spot, and ranks anew', async ({ page }) => {
  await page.goto('/samples')
  await page.getByRole('button', { name: 'More of Break 120' }).click()
  await page.getByRole('menuitem', { name: 'Correct the tempo…' }).click()
  await page.getByLabel('Tempo in BPM').fill('100')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(cardOf(page, 'Break 120')).toHaveCount(0)
  const found = await page.request.get('/api/v1/tracks?q=Break%20120')
  const [{ id }] = (await found.json()).items
  await page.request.delete(`/api/v1/tracks/${id}/corrections/tempo_bpm`)
  await expect(cardOf(page, 'Break 120')).toBeVisible()
})
