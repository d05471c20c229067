import { dirname } from 'node:path'
import type { Page } from '@playwright/test'
import {
  audioPosition,
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  musicPath,
  shoot,
  test,
  useScheme,
} from './page'

// Runs after the others, with a song of two parts in turn that is in the library twice.
test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ request }) => {
  const body = { path: `${dirname(musicPath())}/parts`, name: 'Parts' }
  expect((await request.post('/api/v1/sources', { data: body })).ok()).toBe(true)
  await expect(async () => {
    const answer = await request.get('/api/v1/tracks?q=twins&state=analysed')
    expect((await answer.json()).total).toBe(2)
  }).toPass({ timeout: 60_000 })
})

async function openSong(page: Page) {
  await page.goto('/?q=twins&sort=title')
  const row = page.getByRole('row', { name: /Two Faces/ }).first()
  await row.click()
  const panel = page.getByRole('complementary', { name: 'Selected track' })
  await expect(panel.getByRole('heading', { name: 'Two Faces', exact: true })).toBeVisible()
  await expect(panel.getByRole('button', { name: 'Correct the tempo', exact: true })).toBeEnabled()
  return { panel, row }
}

test('the parts of a song are seen, and a click goes to where one begins', async ({ page }) => {
  const { panel } = await openSong(page)
  const sections = panel.getByRole('list', { name: 'Sections' })
  const second = sections.getByRole('button', { name: /Go to section \w at 0:1[5-7]/ })
  await expect(second).toBeVisible()
  await second.click()
  await expect.poll(() => audioPosition(page)).toBeGreaterThan(15)
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await panel.getByRole('button', { name: 'Beats' }).click()
  await expect(panel.getByRole('button', { name: 'Beats' })).toHaveAttribute('aria-pressed', 'true')
  await expectAccessible(page)
  await shoot(page, 'sections-dark')
})

test('moods come with who says so and how far to trust it', async ({ page }) => {
  const { panel } = await openSong(page)
  const moods = panel.getByRole('region', { name: 'Moods' })
  await expect(moods.getByRole('meter', { name: 'energetic' })).toBeVisible()
  await expect(moods.getByText(/Estimated from the sound, trust \d+/)).toBeVisible()
})

test('a tempo is corrected in one click, seen in list and panel, and taken back', async ({
  page,
}) => {
  const { panel, row } = await openSong(page)
  await expect(row).toContainText('120')
  await panel.getByRole('button', { name: /Correct the tempo to (59|60)(\.\d)? BPM/ }).click()
  await expect(panel.getByText(/heard (119|120)/)).toBeVisible()
  await expect(row).toContainText('60')
  await expect(page.getByRole('alert').getByText(/The tempo is now (59|60)/)).toBeVisible()
  await page.reload()
  await expect(panel.getByText(/heard (119|120)/)).toBeVisible()
  await expectAccessible(page)
  await panel.getByRole('button', { name: /Take the tempo back/ }).click()
  await expect(panel.getByText('corrected', { exact: true })).toBeHidden()
  await expect(row).toContainText('120')
})

test('a tempo is written, doubled and tapped with the keyboard alone', async ({ page }) => {
  const { panel, row } = await openSong(page)
  await panel.getByRole('button', { name: 'Correct the tempo', exact: true }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Correct the tempo' })
  const field = dialog.getByLabel('Tempo in BPM')
  await expect(field).toBeFocused()
  await field.fill('900')
  await expect(dialog.getByText('Give a number from 20 to 400.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled()
  await field.fill('43,5')
  await dialog.getByRole('button', { name: 'Twice the tempo' }).press('Enter')
  await expect(field).toHaveValue('87')
  const tap = dialog.getByRole('button', { name: 'Tap' })
  await tap.press('Space')
  await expect(dialog.getByText('Go on…')).toBeVisible()
  await expectAccessible(page)
  await shoot(page, 'tempo-dialog-dark')
  await field.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(row).toContainText('87')
  await panel.getByRole('button', { name: 'Correct the tempo', exact: true }).click()
  await dialog.getByRole('button', { name: 'Take it back' }).click()
  await expect(dialog).toBeHidden()
  await expect(row).toContainText('120')
})

test.describe('with a key that is none', () => {
  test.use({ expectedComplaints: [/status of 422/] })

  test('a key is understood in any notation, and a wrong one explained', async ({ page }) => {
    const { panel } = await openSong(page)
    await panel.getByRole('button', { name: 'Correct the key', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Correct the key' })
    await dialog.getByLabel('Key').fill('H flat')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(dialog.getByText(/cannot be the key/)).toBeVisible()
    await dialog.getByLabel('Key').fill('4A')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(panel.getByRole('definition').filter({ hasText: 'F minor' })).toBeVisible()
    await panel.getByRole('button', { name: /Take the key back/ }).click()
    await expect(panel.getByText('corrected', { exact: true })).toBeHidden()
  })
})

test('moods are taken out and added', async ({ page }) => {
  const { panel } = await openSong(page)
  const moods = panel.getByRole('region', { name: 'Moods' })
  await moods.getByRole('button', { name: 'Correct the moods' }).click()
  const dialog = page.getByRole('dialog', { name: 'Correct the moods' })
  await dialog.getByRole('button', { name: 'It is not sad' }).click()
  await dialog.getByLabel('Another mood').fill('Dreamy')
  await dialog.getByLabel('Another mood').press('Enter')
  await expect(dialog.getByRole('button', { name: 'It is dreamy' })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  await expectAccessible(page)
  await shoot(page, 'moods-dialog-dark')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(moods.getByRole('meter', { name: 'dreamy' })).toBeVisible()
  await expect(moods.getByRole('meter', { name: 'sad' })).toBeHidden()
  await expect(moods.getByText(/Corrected by you/)).toBeVisible()
  await moods.getByRole('button', { name: 'Correct the moods' }).click()
  await dialog.getByRole('button', { name: 'Take it back' }).click()
  await expect(moods.getByRole('meter', { name: 'sad' })).toBeVisible()
})

test('tags are written into a copy, and what became of each is told', async ({ page }) => {
  const { panel } = await openSong(page)
  await panel.getByRole('button', { name: 'Write to tags…' }).click()
  const dialog = page.getByRole('dialog', { name: /Write tags/ })
  const write = dialog.getByRole('button', { name: 'Write a copy' })
  await expect(write).toBeDisabled()
  await dialog.getByLabel('Where').selectOption('in_place')
  await expect(dialog.getByText('This changes your music file')).toBeVisible()
  await expectAccessible(page)
  await shoot(page, 'tags-dialog-dark')
  await dialog.getByLabel('Where').selectOption('copy')
  await dialog.getByLabel('Folder for the copy').fill(`${dirname(musicPath())}/no music here`)
  await dialog.getByLabel('How to write the key').selectOption('camelot')
  await write.click()
  await expect(dialog.getByText(/Tempo written/)).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(dialog).toBeHidden()
})

test('the same recording elsewhere is named, and leads to all duplicates', async ({ page }) => {
  const { panel } = await openSong(page)
  const also = panel.getByRole('region', { name: 'The same recording' })
  await expect(also.getByRole('link', { name: 'Two Faces (copy)' })).toBeVisible()
  await also.getByRole('link', { name: 'All duplicates' }).click()
  await expect(page.getByRole('heading', { name: 'Duplicates', level: 1 })).toBeVisible()
  await expect(page.getByRole('link', { name: 'two faces (copy).flac' })).toBeVisible()
  await page.getByRole('button', { name: 'Play two faces.flac' }).click()
  await expect.poll(() => audioPosition(page)).toBeGreaterThan(0.1)
  await expectAccessible(page)
})

test.describe('with a model that is none', () => {
  test.use({ expectedComplaints: [/status of 4\d\d/] })

  test('models are explained, and a wrong path is refused with its reason', async ({ page }) => {
    await page.goto('/')
    await expect(page.getByRole('grid')).toBeVisible()
    await page.keyboard.press('g')
    await page.keyboard.press('n')
    await expect(page.getByText('No models, and none needed')).toBeVisible()
    await page.getByRole('button', { name: 'Add a model' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a model' })
    await dialog.getByLabel('File or folder').fill('/no/such/model.onnx')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await expect(dialog.getByText(/no file or folder/)).toBeVisible()
    await expectAccessible(page)
  })
})

for (const scheme of ['dark', 'light'] as const) {
  test(`the whole panel is accessible and fits in ${scheme} colours`, async ({ page }) => {
    await useScheme(page, scheme)
    const { panel } = await openSong(page)
    await panel.getByText('How it was heard').click()
    await expect(panel.getByText('Fingerprint of the recording')).toBeVisible()
    await expectAccessible(page)
    for (const width of [390, 380]) {
      await page.setViewportSize({ width, height: 844 })
      await expectNoSidewaysScroll(page)
    }
    await expectAccessible(page)
    await shoot(page, `panel-narrow-${scheme}`)
  })
}
