import type { APIRequestContext, Page } from '@playwright/test'
import { DEMO_ADDRESS } from './addresses'
import { loadDemo, SMALL, untilIdle } from './demo'
import { audioPosition, expect, shoot, test } from './page'

// The ten main journeys, each as somebody would go it, against the real server:
//  1 nothing, the demo library, first neighbours      here
//  2 search, filter, look at a track, play, go on     here
//  3 map: colour, lasso, playlist                     here
//  4 a path between two tracks, saved                 here
//  5 alchemy: towards, away from, kept as an anchor   here; more in music-discover.spec.ts
//  6 clusters become named playlists                  library-clusters.spec.ts
//  7 chat becomes a playlist                          library-chat.spec.ts
//  8 Session Lab: brief, batch, more like this        session-lab.spec.ts
//  9 Studio: sentence, stems, checks                  studio.spec.ts
// 10 Samples: suggested for a context, accepted       samples.spec.ts
// Those here use the library that Menura composes itself, a small one so that it is quick.
test.describe.configure({ mode: 'serial' })
test.use({ baseURL: DEMO_ADDRESS, expectedComplaints: [/GPU stall due to ReadPixels/] })

const COMPOSING_MS = 600_000

test('an empty Menura composes its own library, and shows what sounds alike', async ({ page }) => {
  test.setTimeout(COMPOSING_MS + 60_000)
  await forgetMusic(page.request)
  await page.route('**/api/v1/studio/demo', (route) =>
    route.continue({ postData: JSON.stringify({ count: SMALL.tracks }) }),
  )
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Welcome to Menura', level: 1 })).toBeVisible()
  const door = page.getByRole('region', { name: 'Load the demo library' })
  await door.getByRole('button', { name: 'Compose it' }).click()
  await expect(door.getByRole('progressbar')).toBeAttached()
  await shoot(page, 'journey-composing-dark')
  await expect(page.getByRole('grid')).toBeVisible({ timeout: COMPOSING_MS })

  const row = page
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell') })
    .first()
  await expect(row).toBeVisible({ timeout: 60_000 })
  await row.click()
  const similar = page.getByRole('region', { name: 'Similar tracks' })
  await expect(similar.getByRole('listitem').first()).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText(`${SMALL.tracks} tracks`).first()).toBeVisible({ timeout: 60_000 })
})

test.describe('in the demo library', () => {
  test.beforeAll(async ({ request }) => {
    test.setTimeout(COMPOSING_MS)
    await loadDemo(request, SMALL.tracks)
  })

  test('a track is found, looked at and played, and plays on elsewhere', async ({ page }) => {
    const [first] = await tracks(page)
    await page.goto('/')
    await page.getByRole('searchbox').fill(first?.title ?? '')
    await expect(page).toHaveURL(/q=/)
    const row = page.getByRole('row', { name: new RegExp(first?.title ?? '') }).first()
    await row.click()
    const panel = page.getByRole('complementary', { name: 'Selected track' })
    await expect(panel.getByRole('heading', { name: first?.title, exact: true })).toBeVisible()
    await expect(panel.getByText(/\d BPM/).first()).toBeVisible()
    await row.dblclick()
    await expect.poll(() => audioPosition(page)).toBeGreaterThan(0.2)
    await page.getByRole('link', { name: 'Playlists' }).first().click()
    await expect(page.getByRole('heading', { name: 'Playlists', level: 1 })).toBeVisible()
    const before = await audioPosition(page)
    await expect.poll(() => audioPosition(page)).toBeGreaterThan(before)
  })

  test('a filter narrows the library, and a link brings the same', async ({ page }) => {
    const [first] = await tracks(page)
    const genre = first?.genres[0] ?? ''
    await page.goto('/')
    const some = () => page.getByRole('grid').getAttribute('aria-rowcount')
    const all = await some()
    await page.getByRole('button', { name: 'Genre', exact: true }).click()
    await page.getByRole('checkbox', { name: new RegExp(`^${genre}`) }).check()
    await page.keyboard.press('Escape')
    await expect(page).toHaveURL(/genre/)
    await expect.poll(some).not.toBe(all)
    const count = await some()
    await page.reload()
    await expect.poll(some).toBe(count)
  })

  test('the map is coloured, drawn around and becomes a playlist', async ({ page }) => {
    await page.goto('/map')
    const map = page.getByRole('img', { name: /^Map of \d+ tracks/ })
    await page.getByLabel('Colour by').selectOption('Tempo')
    await expect(map).toHaveAccessibleName(/coloured by tempo/)
    await page.getByRole('button', { name: 'Draw around tracks' }).click()
    await drawAround(page, await map.boundingBox())
    const selected = page.getByRole('region', { name: 'Selected tracks' })
    await selected.getByRole('button', { name: 'Save as playlist' }).click()
    await save(page, 'From the map')
  })

  test('a path leads from one track to another, and is kept', async ({ page }) => {
    const [from, , , to] = await tracks(page)
    await page.goto('/discover/path?n=4')
    await choose(page, 'From', from?.title ?? '')
    await choose(page, 'To', to?.title ?? '')
    const found = page.getByRole('list', { name: 'Tracks that were found' }).getByRole('listitem')
    await expect(found.first()).toContainText(from?.title ?? '')
    await expect(found.last()).toContainText(to?.title ?? '')
    await page.getByRole('button', { name: 'Save as playlist' }).click()
    await save(page, 'The way there')
  })

  test('sounds are mixed, and the mixture is kept', async ({ page }) => {
    const [more, , less] = await tracks(page)
    await page.goto('/discover/alchemy?n=4')
    await choose(page, 'Towards', more?.title ?? '')
    await choose(page, 'Away from', less?.title ?? '')
    await page.getByRole('button', { name: 'Mix', exact: true }).click()
    await expect(
      page.getByRole('list', { name: 'Tracks that were found' }).getByRole('listitem').first(),
    ).toBeVisible()
    await page.getByRole('button', { name: 'Save as anchor' }).click()
    const dialog = page.getByRole('dialog', { name: 'Save as anchor' })
    await dialog.getByLabel('Name').fill(`Mixture ${Date.now()}`)
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('link', { name: 'Make a radio of it' })).toBeVisible()
  })
})

/** Begin without music, though an attempt that failed may have left some. */
async function forgetMusic(request: APIRequestContext): Promise<void> {
  const { items } = await (await request.get('/api/v1/sources')).json()
  for (const { id } of items) await request.delete(`/api/v1/sources/${id}?force=true`)
  await untilIdle(request)
}

interface Found {
  title: string
  genres: string[]
}

/** Return tracks with titles that only they have. */
async function tracks(page: Page): Promise<Found[]> {
  const answer = await page.request.get('/api/v1/tracks?limit=50&state=analysed')
  const { items }: { items: Found[] } = await answer.json()
  const title = (one: Found) => one.title
  const all = items.map(title)
  return items.filter(({ title: name }) => all.filter((other) => other.includes(name)).length === 1)
}

async function choose(page: Page, field: string, title: string): Promise<void> {
  await page.getByRole('combobox', { name: field }).fill(title)
  await page
    .getByRole('option', { name: new RegExp(`^Track: ${title}`) })
    .first()
    .click()
}

async function save(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Save as playlist' })
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: /^Save \d+ tracks?/ }).click()
  await page.getByRole('link', { name: `Open “${name}”` }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
}

interface Box {
  x: number
  y: number
  width: number
  height: number
}

async function drawAround(page: Page, box: Box | null): Promise<void> {
  if (!box) throw new Error('the map is not on the page')
  const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const
  await page.mouse.move(...at(0.02, 0.14))
  await page.mouse.down()
  for (const [x, y] of [
    [0.98, 0.14],
    [0.98, 0.98],
    [0.02, 0.98],
  ] as const) {
    await page.mouse.move(...at(x, y), { steps: 6 })
  }
  await page.mouse.up()
}
