import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { expect, expectAccessible, expectNoSidewaysScroll, shoot, test, useScheme } from './page'

const TABS = [
  'sources',
  'models',
  'language',
  'studio',
  'library',
  'users',
  'appearance',
  'keyboard',
  'about',
]

async function open(page: Page, tab: string): Promise<void> {
  await page.goto(`/settings/${tab}`)
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await expect(page.getByRole('status', { name: /^Loading/ })).toHaveCount(0)
}

for (const scheme of ['dark', 'light'] as const) {
  test(`every part of the settings is accessible and fits, ${scheme}`, async ({ page }) => {
    test.slow()
    await useScheme(page, scheme)
    for (const tab of TABS) {
      await page.setViewportSize({ width: 1440, height: 900 })
      await open(page, tab)
      await expectAccessible(page)
      await shoot(page, `settings-${tab}-${scheme}`)
      await page.setViewportSize({ width: 390, height: 844 })
      await expectNoSidewaysScroll(page)
      await shoot(page, `settings-${tab}-narrow-${scheme}`)
    }
  })
}

test('the parts are reached by keys alone', async ({ page }) => {
  await open(page, 'about')
  await page.getByRole('link', { name: 'Keyboard', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/settings\/keyboard$/)
  await expect(page.getByText('Play or pause')).toBeVisible()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/settings\/appearance$/)
  await page.getByRole('radio', { name: /Dark/ }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light')
})

test.describe('what is settled', () => {
  test.use({ expectedComplaints: [/status of 422/] })

  test('a setting is changed, holds after a reload, and goes back to its default', async ({
    page,
  }) => {
    await open(page, 'library')
    const form = page.getByRole('form', { name: 'Library' })
    const days = form.getByLabel('Days that finished jobs are kept')
    await days.fill('0')
    await expect(form.getByText('It must be 1 or more.')).toBeVisible()
    await expect(form.getByRole('button', { name: 'Save' })).toBeDisabled()
    await days.fill('12')
    await page.keyboard.press('Enter')
    await expect(form.getByText(/Saved/)).toBeVisible()
    await page.reload()
    await expect(days).toHaveValue('12')

    await form.getByLabel('Rescan').fill('now and then')
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(form.getByLabel('Rescan')).toHaveAttribute('aria-invalid', 'true')
    await expect(form.getByLabel('Rescan')).toBeFocused()
    await form.getByRole('button', { name: 'Discard' }).click()

    await form.getByRole('button', { name: /Back to the default: 30/ }).click()
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(form.getByText(/Saved/)).toBeVisible()
    await expect(form.getByText('Settled here')).toHaveCount(0)
  })
})

test('changes are not lost by accident', async ({ page }) => {
  await open(page, 'library')
  const days = page.getByLabel('Days that finished jobs are kept')
  await days.fill('12')
  await page.getByRole('link', { name: 'Playlists' }).click()
  const dialog = page.getByRole('dialog', { name: 'Leave without saving?' })
  await expect(dialog).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(days).toHaveValue('12')
  await page.getByRole('link', { name: 'Playlists' }).click()
  await dialog.getByRole('button', { name: 'Leave without saving' }).click()
  await expect(page).toHaveURL(/\/playlists$/)
})

test.describe('the language provider', () => {
  test.use({ expectedComplaints: [/status of 503/] })
  let server: Server
  let address = ''

  test.beforeAll(async () => {
    server = createServer(async (request, response) => {
      for await (const _ of request) {
        // Read to its end.
      }
      response.setHeader('content-type', 'application/json')
      if (request.url === '/v1/models') {
        response.end(JSON.stringify({ data: [{ id: 'small' }, { id: 'large' }] }))
        return
      }
      const message = { role: 'assistant', content: JSON.stringify({ answer: 'Good evening.' }) }
      response.end(JSON.stringify({ choices: [{ message, finish_reason: 'stop' }] }))
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  })
  test.afterAll(async ({ request }) => {
    server?.close()
    const values = { language_url: null, language_model: null, language_key: null }
    await request.patch('/api/v1/settings', { data: { values } })
  })

  test('is tried before it is saved; its key is kept and never shown', async ({ page }) => {
    await open(page, 'language')
    const form = page.getByRole('form', { name: 'Language model' })
    const tryIt = form.getByRole('button', { name: 'Test connection' })
    await form.getByRole('button', { name: 'Ollama' }).click()
    await expect(form.getByLabel('Address')).toHaveValue('http://localhost:11434/v1')
    await form.getByLabel('Address').fill('http://127.0.0.1:1/v1')
    await form.getByLabel('Model', { exact: true }).fill('small')
    await tryIt.click()
    await expect(form.getByRole('alert')).toBeVisible()

    await form.getByLabel('Address').fill(address)
    await form.getByLabel('Key', { exact: true }).fill('open-sesame')
    await tryIt.click()
    await expect(form.getByText(/It answers, in/)).toBeVisible()
    await expect(form.getByText(/small says: “Good evening\.”/)).toBeVisible()
    await form.getByRole('button', { name: 'large' }).click()
    await expect(form.getByLabel('Model', { exact: true })).toHaveValue('large')
    await expectAccessible(page)
    await shoot(page, 'settings-language-tested-dark')
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(form.getByText(/Saved/)).toBeVisible()
    await expect(form.getByText('Is set')).toBeVisible()
    expect(await page.content()).not.toContain('open-sesame')

    await form.getByRole('button', { name: 'Remove' }).click()
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(form.getByText('Is set')).toHaveCount(0)
  })
})
