import { readFileSync } from 'node:fs'
import { expect, expectAccessible, meanIt, shoot, test } from './page'

// Runs after the others: there is a library to share. At the end nothing is shared any more.
test.describe.configure({ mode: 'serial' })

test('nothing is shared before somebody has read what leaves, and agreed', async ({ page }) => {
  await page.goto('/collection')
  await expect(page.getByText('not shared')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Make an archive' })).toBeDisabled()
  const share = page.getByRole('switch', { name: 'Share what was measured here' })
  await share.click({ force: true })
  const dialog = page.getByRole('dialog', { name: 'Share analysis?' })
  await expect(dialog.getByText(/audio, not a second of it/)).toBeVisible()
  await expect(dialog.getByText(/paths, file names/)).toBeVisible()
  await expectAccessible(page)
  await shoot(page, 'consent-dark')
  await dialog.getByRole('button', { name: 'Share nothing' }).click()
  await expect(share).not.toBeChecked()
  await share.click({ force: true })
  await dialog.getByRole('button', { name: 'Share analysis' }).click()
  await expect(share).toBeChecked()
  await expect(page.getByRole('button', { name: 'Make an archive' })).toBeEnabled()
})

test('an archive is made, and taken in when its key was compared', async ({ page }) => {
  await page.goto('/collection')
  const key = await page.getByLabel('Its key', { exact: true }).inputValue()
  await page.getByRole('button', { name: 'Make an archive' }).click()
  const made = page.getByRole('list', { name: 'Archives that were made' }).getByRole('listitem')
  await expect(made).toHaveCount(1, { timeout: 60_000 })
  const started = page.waitForEvent('download')
  await made.getByRole('link', { name: /^Download/ }).click()
  const file = await (await started).path()
  expect(readFileSync(file).length).toBeGreaterThan(1000)

  await page.getByRole('button', { name: 'Take in an archive…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Take in an archive' })
  const chooser = page.waitForEvent('filechooser')
  await dialog.getByRole('button', { name: 'Choose a file' }).click()
  await (await chooser).setFiles({
    name: 'mine.menura-collection',
    mimeType: 'application/octet-stream',
    buffer: readFileSync(file),
  })
  await dialog.getByLabel(/^Key of who made it/).fill('abc')
  await expect(dialog.getByText(/A key has 64 digits/)).toBeVisible()
  await dialog.getByLabel(/^Key of who made it/).fill('')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Take it in' }).click()
  const step = page.getByRole('region', { name: 'A key nobody has confirmed' })
  await expect(step.getByText(key)).toBeVisible({ timeout: 60_000 })
  await expect(step.getByRole('button', { name: /^Trust this key/ })).toBeDisabled()
  await expectAccessible(page)
  await shoot(page, 'stranger-dark')
  await step.getByRole('checkbox').check()
  await step.getByRole('button', { name: /^Trust this key/ }).click()
  await expect(page.getByText(/recordings looked at/)).toBeVisible({ timeout: 60_000 })

  const keys = page.getByRole('list', { name: 'Keys that are trusted' })
  await expect(keys.getByText(key)).toBeVisible()
  await keys.getByRole('button', { name: /no longer$/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Trust it no longer' }).click()
  await expect(keys.getByText(key)).toHaveCount(0)
  await made.getByRole('button', { name: /^Delete/ }).click()
  await expect(made).toHaveCount(0)
})

test('a token is shown once', async ({ page }) => {
  await page.goto('/collection')
  await page.getByRole('button', { name: 'Make a token…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Make a token' })
  await dialog.getByLabel('Whom it is for').fill('Ann')
  await dialog.getByRole('button', { name: 'Make it' }).click()
  const token = await dialog.getByLabel('Token', { exact: true }).inputValue()
  expect(token.length).toBeGreaterThan(20)
  await expect(dialog.getByText(/never again/)).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText('may fetch')).toBeVisible()
  expect(await page.content()).not.toContain(token)
  await page.getByRole('button', { name: 'Take the token of Ann back' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click()
  await expect(page.getByText('may fetch')).toHaveCount(0)
})

test.describe('with another Menura', () => {
  test.use({ expectedComplaints: [/status of (4\d\d|503)/] })

  test('it is kept, and a fetch that nobody answers can be stopped', async ({ page }) => {
    await page.goto('/collection')
    await page.getByRole('button', { name: 'Add a Menura…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a Menura' })
    await dialog.getByLabel('Name', { exact: true }).fill('Ann')
    await dialog.getByLabel('Address').fill('ftp://ann.lan')
    await dialog.getByLabel('Token', { exact: true }).fill('something')
    await dialog.getByRole('button', { name: 'Add it' }).click()
    await expect(dialog.getByText(/The address of another Menura/)).toBeVisible()
    await dialog.getByLabel('Address').fill('http://127.0.0.1:1')
    await dialog.getByRole('button', { name: 'Add it' }).click()
    await expect(page.getByText('key not confirmed')).toBeVisible()
    await page.getByRole('button', { name: 'Fetch from Ann' }).click()
    // Nobody answers there: the job is put off until somebody does, or is told to stop.
    const job = page.getByRole('region', { name: 'Fetch the collection of Ann' })
    await job.getByRole('button', { name: 'Cancel' }).click()
    await expect(job.getByText('It was cancelled.')).toBeVisible({ timeout: 60_000 })
    await page.getByRole('button', { name: 'Remove Ann' }).click()
    await meanIt(page, 'Ann')
    await expect(page.getByText('key not confirmed')).toHaveCount(0)
  })
})

test('sharing is switched off at once', async ({ page }) => {
  await page.goto('/collection')
  await page.getByRole('switch', { name: 'Share what was measured here' }).click({ force: true })
  await expect(page.getByText('not shared')).toBeVisible()
})
