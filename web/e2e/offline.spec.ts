import type { Page } from '@playwright/test'
import { DEMO_ADDRESS } from './addresses'
import { expect, test } from './page'

// The server goes while a page is open: it says so, and so does every page that is gone to then.
// Runs after journeys.spec.ts, which has left a library; it needs none.
test.use({
  baseURL: DEMO_ADDRESS,
  expectedComplaints: [/ERR_|Failed to load|Failed to fetch|net::|does not answer|GPU stall/],
})

// Those that show nothing without the server, one of each kind.
const PAGES = ['Map', 'Clusters', 'Studio', 'Session Lab', 'Samples', 'Playlists', 'Jobs'] as const

test('every page says that the server is away, and goes on when it is back', async ({ page }) => {
  test.setTimeout(120_000)
  const away = (url: URL) => url.pathname.startsWith('/api/')
  await page.route('**/api/v1/events*', (route) => route.abort())
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByText(/Connection lost/)).toBeVisible()
  await page.route(away, (route) => route.abort())
  const silent: string[] = []
  for (const name of PAGES) {
    await goTo(page, name)
    const way = page.getByRole('main').getByRole('button', { name: 'Try again' }).first()
    await way.waitFor({ timeout: 12_000 }).catch(() => silent.push(name))
  }
  expect(silent, 'pages without a way on').toEqual([])
  await page.unroute(away)
  await page.getByRole('main').getByRole('button', { name: 'Try again' }).first().click()
  await expect(page.getByRole('main').getByRole('button', { name: 'Try again' })).toHaveCount(0)
  await page.unroute('**/api/v1/events*')
  await expect(page.getByText(/Connection lost/)).toBeHidden({ timeout: 30_000 })
})

test('a page whose code cannot be fetched says so, and is fetched later', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.route(/\/assets\/Schedules/, (route) => route.abort())
  await goTo(page, 'Schedules')
  const again = page.getByRole('main').getByRole('button', { name: 'Try again' })
  await expect(again).toBeVisible()
  await page.unroute(/\/assets\/Schedules/)
  await again.click()
  await expect(page.getByRole('heading', { name: 'Schedules', level: 1 })).toBeVisible()
})

async function goTo(page: Page, name: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .click()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}
