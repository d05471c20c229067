import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { DEMO_ADDRESS } from './addresses'
import { fill, makePlaces, type Places, SMALL } from './demo'
import { expect, expectAccessible, expectNoSidewaysScroll, test, useScheme } from './page'

// What holds for every page, checked on every page of the map, with things in all of them. One load
// each: wide and dark first, then in light colours, then as narrow as a telephone.
test.use({ baseURL: DEMO_ADDRESS, expectedComplaints: [/GPU stall due to ReadPixels/] })

const MOST_SHIFT = 0.05
const MOST_STOPS = 250

const router = readFileSync('src/app/router.tsx', 'utf8')
const paths = [...router.matchAll(/ path: '(\/[^']*)'/g)]
  .map((found) => found[1] ?? '')
  .filter((path) => path !== '/discover') // leads on to the first of its pages

// Where a page is best looked at: with something chosen.
const CHOSEN: Record<string, (places: Places) => string> = {
  '/': ({ trackId }) => `/?track=${trackId}`,
  '/discover/similar': ({ trackId }) => `/discover/similar?seed=["track:${trackId}"]&n=10`,
}

let places: Places

test.beforeAll(async ({ request }) => {
  test.setTimeout(600_000)
  places = await makePlaces(request, SMALL)
})

test('the map of pages is read', () => {
  expect(paths.length).toBeGreaterThan(25)
})

for (const path of paths) {
  test(`${path} is quiet, still, readable in both themes, fits a telephone`, async ({ page }) => {
    await useScheme(page, 'dark')
    await watchShifts(page)
    await page.goto(CHOSEN[path]?.(places) ?? fill(path, places))
    await settle(page)
    expect(await page.title()).toMatch(/\S+ · Menura$/)
    const { shift, moved } = await shiftOf(page)
    expect(shift, `cumulative layout shift, of ${moved.join(' | ')}`).toBeLessThanOrEqual(
      MOST_SHIFT,
    )
    await expectAccessible(page)
    await expectReachedByTab(page)
    await page.getByRole('button', { name: 'Switch to light colours' }).click()
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light')
    await expectAccessible(page)
    await page.setViewportSize({ width: 390, height: 844 })
    await expectNoSidewaysScroll(page)
    await expect(page.getByRole('region', { name: 'Player' })).toBeInViewport({ ratio: 0.9 })
    await expect(page.getByRole('button', { name: 'More', exact: true })).toBeInViewport()
  })
}

interface Shifts {
  shift: number
  moved: string[]
}

/** Add up what moves without anybody having touched the page. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: Shifts = { shift: 0, moved: [] }
    Object.assign(window, { seen })
    type Shift = PerformanceEntry & {
      value: number
      hadRecentInput: boolean
      sources: { node: Node | null }[]
    }
    new PerformanceObserver((list) => {
      for (const { hadRecentInput, value, sources } of list.getEntries() as Shift[]) {
        if (hadRecentInput) continue
        seen.shift += value
        for (const { node } of sources) {
          const { localName = '?', className = '' } = (node as Element | null) ?? {}
          seen.moved.push(`${localName}.${className} by ${value.toFixed(3)}`)
        }
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

function shiftOf(page: Page): Promise<Shifts> {
  return page.evaluate(() => (window as unknown as { seen: Shifts }).seen)
}

/** Wait until a page has its words, and nothing that stands for them. */
async function settle(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  await expect(page.getByRole('status', { name: /^Loading/ })).toHaveCount(0)
  await page.waitForLoadState('networkidle')
}

interface Stop {
  part: string
  /** Where the focus was before, if nothing about it had shown that. */
  unseen: string | null
}

/** Walk through a page by Tab: it leads through all parts, and is seen wherever it stands. */
async function expectReachedByTab(page: Page): Promise<void> {
  const parts = new Set<string>()
  const unseen: string[] = []
  // From the top, also where a page puts the focus into its first field.
  await page.getByRole('link', { name: 'Skip to the page' }).focus()
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(readStop)
    if (at.unseen) unseen.push(at.unseen)
    if (at.part === 'end') break
    parts.add(at.part)
  }
  expect([...parts].sort()).toEqual(expect.arrayContaining(['header', 'main', 'nav', 'player']))
  expect(unseen, 'where the focus is not seen').toEqual([])
}

/** Tell which part of the page has the focus, and whether it was seen where it was before. */
function readStop(): Stop {
  type Walk = { element: Element; looks: string[] }
  const walker = window as unknown as { walk?: Walk }
  const looksOf = (element: Element) =>
    [element, element.parentElement, element.nextElementSibling, element.firstElementChild].map(
      (one) => {
        if (!one) return ''
        const { outline, boxShadow, borderColor, backgroundColor, transform } =
          getComputedStyle(one)
        return [outline, boxShadow, borderColor, backgroundColor, transform].join()
      },
    )
  const { walk } = walker
  const left = walk?.element.isConnected ? looksOf(walk.element) : []
  const isSeen = !walk || left.length === 0 || left.some((look, at) => look !== walk.looks[at])
  const name = walk?.element.getAttribute('aria-label') ?? walk?.element.textContent ?? ''
  const focused = document.activeElement
  const part = focused?.closest('main') ?? focused?.closest('header, nav, [aria-label="Player"]')
  if (focused) walker.walk = { element: focused, looks: looksOf(focused) }
  return {
    part:
      !focused || focused === document.body
        ? 'end'
        : part?.getAttribute('aria-label') === 'Player'
          ? 'player'
          : (part?.localName ?? 'none'),
    unseen: isSeen ? null : `${walk?.element.localName} “${name.slice(0, 40)}”`,
  }
}
