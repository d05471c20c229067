import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { fill, makePlaces, type Places } from '../demo'
import { expect, test } from '../page'

// Takes pictures of every page (`make screenshots`): not a test of them, but a look at them.
const FOLDER = '../docs/images/screens'
const QUALITY = 82

const SIZES = {
  wide: { width: 1440, height: 900 },
  narrow: { width: 390, height: 844 },
}

const DEMO_FOLDER = resolve('../.make/demo')
const router = readFileSync('src/app/router.tsx', 'utf8')
const paths = [...router.matchAll(/ path: '(\/[^']*)'/g)]
  .map((found) => found[1] ?? '')
  .filter((path) => path !== '/discover')

let places: Places
let tracks: { id: string; title: string }[]
let conversationId: string

test.beforeAll(async ({ request }) => {
  test.setTimeout(1_800_000)
  mkdirSync(FOLDER, { recursive: true })
  places = await makePlaces(request, {
    tracks: 41,
    clips: 6,
    clipSeconds: 6,
    prompt: 'deep house with warm pads, F minor, 122 bpm, 30 seconds',
    brief: 'dusty house with warm keys',
  })
  tracks = (await (await request.get('/api/v1/tracks?limit=100&sort=title')).json()).items
  const { items } = await (await request.get('/api/v1/chat/conversations')).json()
  conversationId = items[0].id
})

/** A page with something chosen on it, where that shows more of it than its bare address. */
function addressOf(path: string): string {
  const [first, second] = [tracks[3]?.id ?? '', tracks[20]?.id ?? '']
  const chosen: Record<string, string> = {
    '/': `/?track=${first}`,
    '/map': '/map?overlay=names',
    '/chat': `/chat?conversation=${conversationId}`,
    '/discover/similar': `/discover/similar?seed=["track:${first}"]&n=12`,
    '/discover/path': `/discover/path?from="track:${first}"&to="track:${second}"&n=10`,
    '/discover/alchemy': `/discover/alchemy?add=["track:${first}"]&away=["track:${second}"]&mixed=true&n=10`,
    '/discover/extend': `/discover/extend?playlist=${places.playlistId}&n=10`,
  }
  return chosen[path] ?? fill(path, places)
}

/** Call a picture by its page: `/lab/$sessionId` is `lab-session`. */
function nameOf(path: string): string {
  return path === '/'
    ? 'library'
    : path
        .slice(1)
        .replace(/\$(\w+?)(Id)?\b/g, '$1')
        .replaceAll('/', '-')
}

/** Show the folders of this machine as those of anybody. */
async function hideFolders(page: Page): Promise<void> {
  await page.route(/\/api\/v1\/(sources|status|about|models)([/?]|$)/, async (route) => {
    const answer = await route.fetch()
    const words = (await answer.text()).replaceAll(DEMO_FOLDER, '/home/ann/music')
    await route.fulfill({ response: answer, body: words })
  })
}

async function settle(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  await expect(page.getByRole('status', { name: /^Loading/ })).toHaveCount(0)
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(1_500) // canvases, and what is fetched after the page itself
}

/** Keep what is seen as WebP, which Playwright itself does not write. */
async function shoot(page: Page, name: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
  })
  writeFileSync(`${FOLDER}/${name}.webp`, Buffer.from(data, 'base64'))
  await session.detach()
}

for (const path of paths) {
  test(`${path} is pictured`, async ({ page }) => {
    await hideFolders(page)
    await page.setViewportSize(SIZES.wide)
    await page.goto(addressOf(path))
    await settle(page)
    for (const scheme of ['dark', 'light'] as const) {
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.setViewportSize(viewport)
        await page.waitForTimeout(500)
        await shoot(page, `${nameOf(path)}-${size}-${scheme}`)
      }
      await page.setViewportSize(SIZES.wide)
      if (scheme === 'dark') {
        await page.getByRole('button', { name: 'Switch to light colours' }).click()
      }
    }
  })
}
