import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * Every test is also a test that the page stays at home and quiet: no request leaves the origin,
 * nothing is thrown, and the console has no complaint but those a test expects.
 */
export const test = base.extend<{ expectedComplaints: RegExp[] }>({
  expectedComplaints: [[], { option: true }],
  page: async ({ page, baseURL, expectedComplaints }, use) => {
    const complaints: string[] = []
    const strangers: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(`${baseURL}/`) && !/^(data|blob):/.test(url)) strangers.push(url)
    })
    await use(page)
    expect(strangers, 'requests that left the origin').toEqual([])
    const unexpected = complaints.filter((text) => !expectedComplaints.some((e) => e.test(text)))
    expect(unexpected, 'complaints in the console').toEqual([])
  },
})

export { expect }

/** Return the folder of generated music that the server script made. */
export function musicPath(): string {
  return readFileSync('test-results/.music-path', 'utf8').trim()
}

export async function expectAccessible(page: Page): Promise<void> {
  const axe = new AxeBuilder({ page }).withTags(AXE_TAGS)
  // axe takes the <header> of a dialog for a banner of the page.
  if (await page.getByRole('dialog').isVisible()) {
    axe.disableRules(['landmark-no-duplicate-banner', 'landmark-unique'])
  }
  const { violations } = await axe.analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' | ')}`)
  expect(found).toEqual([])
}

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow, 'pixels beyond the right edge').toBeLessThanOrEqual(0)
}

/** Use a colour scheme from the first paint on. */
export async function useScheme(page: Page, scheme: 'dark' | 'light'): Promise<void> {
  await page.addInitScript(
    (value) => localStorage.setItem('mantine-color-scheme-value', value),
    scheme,
  )
}

/** Mean a deletion: close its message, and with it the time in which it can be undone. */
export async function meanIt(page: Page, name: string): Promise<void> {
  const note = page.getByRole('status').filter({ hasText: name })
  await expect(note.getByRole('button', { name: 'Undo' })).toBeVisible()
  await note.getByRole('button', { name: 'Close' }).click()
  await expect(note).toBeHidden()
}

export async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test-results/screens/${name}.png` })
}

/** Return where the page's one audio element is, in seconds. */
export function audioPosition(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelector('audio')?.currentTime ?? -1)
}
