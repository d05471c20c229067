import { expect, expectAccessible, meanIt, shoot, test } from './page'

// Runs with the library that the first thread has left.
test.describe.configure({ mode: 'serial' })

test('history comes from a file; what is not in the library is named', async ({ page }) => {
  await page.goto('/listening')
  await page.getByRole('button', { name: 'Import a file' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import listening history' })
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeDisabled()
  const at = (place: number) => 1_760_000_000 + 60 * place
  const listen = (artist: string, title: string, place: number) => ({
    listened_at: at(place),
    track_metadata: { artist_name: artist, track_name: title },
  })
  const listens = [
    listen('The House Trio', 'House No. 1', 0),
    listen('The House Trio', 'House No. 1', 1),
    listen('The Ballad Trio', 'Ballad No. 1', 2),
    listen('Nobody', 'Nothing', 3),
  ]
  const chooser = page.waitForEvent('filechooser')
  await dialog.getByRole('button', { name: 'Choose a file' }).click()
  await (await chooser).setFiles({
    name: 'listens.jsonl',
    mimeType: 'application/json',
    buffer: Buffer.from(listens.map((one) => JSON.stringify(one)).join('\n')),
  })
  await dialog.getByLabel('Whose plays these are').fill('ann')
  await expectAccessible(page)
  await shoot(page, 'import-dark')
  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(
    page.getByText('3 of 4 listens known, of 2 tracks; 1 not in this library.'),
  ).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText(/Nobody.*Nothing/)).toBeVisible()
  await page.getByRole('button', { name: /^ann/ }).click()
  const top = page.getByRole('region', { name: 'Most played' }).getByRole('listitem')
  await expect(top).toHaveCount(2)
  await expect(top.first()).toContainText('House No. 1')
  await expect(top.first()).toContainText('2 plays')
  const last = page.getByRole('region', { name: 'Played last' }).getByRole('listitem')
  await expect(last.first()).toContainText('Ballad No. 1')
  await expectAccessible(page)
  await shoot(page, 'listening-dark')
})

test.describe('from a service that is not there', () => {
  test.use({ expectedComplaints: [/status of (4\d\d|503)/] })

  test('the import says why it failed', async ({ page }) => {
    await page.goto('/listening')
    await page.getByRole('button', { name: 'Import from a service' }).click()
    const dialog = page.getByRole('dialog', { name: 'Import from a service' })
    await dialog.getByRole('radio', { name: /Last\.fm/ }).check()
    await dialog.getByLabel('User name').fill('ann')
    await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeDisabled()
    await dialog.getByLabel('API key').fill('0123456789abcdef')
    await dialog.getByText('A service of one’s own').click()
    await dialog.getByLabel('Address of the service').fill('http://127.0.0.1:1')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await expect(page.getByText(/no connection|does not answer|cannot be reached/i)).toBeVisible({
      timeout: 60_000,
    })
  })
})

test('what somebody played is forgotten', async ({ page }) => {
  await page.goto('/listening?listener=ann')
  await page.getByRole('button', { name: 'Forget these plays' }).click()
  await meanIt(page, 'What ann played is forgotten')
  await expect(page.getByRole('button', { name: /^ann/ })).toHaveCount(0)
})
