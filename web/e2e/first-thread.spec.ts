import { readFileSync } from 'node:fs'
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

// One library, from nothing to a playlist in a file: each test goes on where the last one ended.
test.describe.configure({ mode: 'serial' })

const TRACKS = 24

test.describe('with a path that is wrong', () => {
  test.use({ expectedComplaints: [/status of 4\d\d/] })

  test('a new listener is welcomed, and a wrong path is explained at the field', async ({
    page,
  }) => {
    await page.goto('/')
    await expect(page.getByRole('heading', { name: 'Welcome to Menura' })).toBeVisible()
    await shoot(page, 'welcome-dark')
    await page.getByLabel('Folder', { exact: true }).fill('/no/such/folder')
    await page.getByRole('button', { name: 'Add and scan' }).click()
    const field = page.getByLabel('Folder', { exact: true })
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    await expect(page.getByText(/\/no\/such\/folder/)).toBeVisible()
    await expectAccessible(page)
  })
})

test('the welcome is readable in light colours and on a telephone', async ({ page }) => {
  await useScheme(page, 'light')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Welcome to Menura' })).toBeVisible()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await shoot(page, 'welcome-phone-light')
  await page.goto('/jobs')
  await expect(page.getByText('Nothing to do')).toBeVisible()
  await expectAccessible(page)
  await page.goto('/playlists')
  await expect(page.getByText('No playlists yet')).toBeVisible()
  await expectAccessible(page)
  await page.goto('/discover')
  await expect(page.getByText('Nothing to discover yet')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Add a folder of music' })).toBeVisible()
  await expectAccessible(page)
})

test('a folder is found by walking to it, and its scan is seen to the end', async ({ page }) => {
  const music = musicPath()
  const home = music.slice(0, music.lastIndexOf('/'))
  await page.goto('/')
  await page.getByLabel('Folder', { exact: true }).fill(home)
  await page.getByRole('button', { name: 'Browse…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'music', exact: true }).click()
  await expect(dialog.getByText(`${TRACKS + 1} audio files`)).toBeVisible()
  await expect(dialog.getByLabel('Folder', { exact: true })).toHaveValue(music)
  await expectAccessible(page)
  await shoot(page, 'folder-dialog-dark')
  await dialog.getByRole('button', { name: 'Add and scan' }).click()

  await expect(page.getByRole('heading', { name: 'Library', level: 1 })).toBeVisible()
  await expect(page.getByRole('progressbar', { name: 'Progress of Scan music' })).toBeVisible()
  await shoot(page, 'scan-dark')
  await expect(page.getByText(/scanned/)).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(TRACKS + 2))
  await expect(page.getByText('1 failed', { exact: true })).toBeVisible()
})

test('a failed track says why', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: '1 failed' }).click()
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2')
  await page.getByRole('row', { name: /broken/ }).click()
  const panel = page.getByRole('complementary', { name: 'Selected track' })
  await expect(panel.getByText('It could not be heard')).toBeVisible()
  await shoot(page, 'failed-dark')
  await page.getByRole('button', { name: 'Remove state: Failed' }).click()
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(TRACKS + 2))
})

test('a track is searched for and played, and plays on across pages', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('searchbox').fill('ambient')
  await expect(page).toHaveURL(/q=ambient/)
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '4')
  await expect(page.getByRole('gridcell', { name: 'Ambient No. 1', exact: true })).toBeVisible()
  await page.getByRole('row', { name: /Ambient No\. 1/ }).dblclick()
  await expect.poll(() => audioPosition(page)).toBeGreaterThan(0.3)

  await page.getByRole('link', { name: 'Jobs' }).first().click()
  await expect(page.getByRole('heading', { name: 'Jobs' })).toBeVisible()
  const before = await audioPosition(page)
  await expect.poll(() => audioPosition(page)).toBeGreaterThan(before)

  const slider = page.getByRole('slider', { name: 'Position in the track' })
  const box = await slider.boundingBox()
  if (!box) throw new Error('the waveform is not drawn')
  await slider.click({ position: { x: box.width * 0.75, y: box.height / 2 } })
  await expect.poll(() => audioPosition(page)).toBeGreaterThan(8)
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  const paused = await audioPosition(page)
  await page.waitForTimeout(400)
  expect(await audioPosition(page)).toBe(paused)
})

test('similar tracks come with reasons and are saved as a playlist', async ({ page }) => {
  await page.goto('/?q=house')
  await page.getByRole('row', { name: /House No\. 1/ }).click()
  const panel = page.getByRole('complementary', { name: 'Selected track' })
  await expect(panel.getByRole('heading', { name: 'House No. 1' })).toBeVisible()
  const similar = panel.getByRole('region', { name: 'Similar tracks' })
  await expect(similar.getByRole('listitem').first()).toContainText('House')
  await expect(similar.getByRole('listitem')).toHaveCount(TRACKS - 1)
  await shoot(page, 'track-dark')

  await similar.getByRole('button', { name: 'Play all' }).click()
  await expect.poll(() => audioPosition(page)).toBeGreaterThan(0.1)
  await similar.getByRole('button', { name: 'Save as playlist' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByLabel('Name')).toHaveValue('Like House No. 1')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: `Save ${TRACKS} tracks` }).click()
  await page.getByRole('link', { name: 'Open “Like House No. 1”' }).click()
  await expect(page.getByRole('heading', { name: 'Like House No. 1' })).toBeVisible()
  await expect(page.getByText('where it began')).toBeVisible()
})

test('a playlist is put in order by buttons, keys and dragging', async ({ page }) => {
  await page.goto('/playlists')
  await page.getByRole('link', { name: 'Like House No. 1' }).click()
  const titles = page.getByRole('listitem').getByRole('link')
  await expect(titles.first()).toHaveText('House No. 1')
  const second = await titles.nth(1).innerText()
  await page.getByRole('button', { name: 'Move House No. 1 down' }).click()
  await expect(titles.first()).toHaveText(second)
  await expect(titles.nth(1)).toHaveText('House No. 1')

  await page.getByRole('button', { name: 'Move House No. 1 up' }).press('Alt+ArrowUp')
  await expect(titles.first()).toHaveText('House No. 1')

  await page.getByRole('listitem').first().dragTo(page.getByRole('listitem').nth(3))
  await expect(titles.nth(3)).toHaveText('House No. 1')
  await page.getByRole('button', { name: `Take ${second} out` }).click()
  await expect(page.getByText(`${TRACKS - 1} tracks`)).toBeVisible()

  await page.waitForLoadState('networkidle')
  await page.reload()
  await expect(titles.nth(2)).toHaveText('House No. 1')
  await expect(page.getByText(`${TRACKS - 1} tracks`)).toBeVisible()
  await shoot(page, 'playlist-dark')
})

test('a playlist is downloaded as a file that other players read', async ({ page }) => {
  await page.goto('/playlists')
  await page.getByRole('link', { name: 'Like House No. 1' }).click()
  const started = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: /^M3U8/ }).click()
  const download = await started
  expect(download.suggestedFilename()).toBe('Like House No. 1.m3u8')
  const lines = readFileSync(await download.path(), 'utf8').split('\n')
  expect(lines[0]).toBe('#EXTM3U')
  expect(lines.filter((line) => line.startsWith('#EXTINF:'))).toHaveLength(TRACKS - 1)
  const files = lines.filter((line) => line && !line.startsWith('#'))
  expect(files).toHaveLength(TRACKS - 1)
  expect(files.every((file) => file.startsWith(musicPath()) && file.endsWith('.flac'))).toBe(true)
})

test.describe('changed by two at once', () => {
  test.use({ expectedComplaints: [/status of 409/] })

  test('nobody overwrites what somebody else has saved', async ({ page, context }) => {
    await page.goto('/playlists')
    await page.getByRole('link', { name: 'Like House No. 1' }).click()
    await expect(page.getByRole('listitem').first()).toBeVisible()
    const other = await context.newPage()
    await other.goto(page.url())
    await other.getByRole('button', { name: 'More for this playlist' }).click()
    await other.getByRole('menuitem', { name: 'Rename…' }).click()
    await other.getByRole('textbox', { name: 'Name' }).fill('House party')
    await other.getByRole('button', { name: 'Rename' }).click()
    await expect(other.getByRole('heading', { name: 'House party' })).toBeVisible()
    await other.close()

    await page.getByRole('button', { name: 'Move House No. 1 down' }).click()
    await expect(page.getByText(/Changed elsewhere/)).toBeVisible()
    await expect(page.getByRole('heading', { name: 'House party' })).toBeVisible()
  })
})

test('a scan is cancelled, its log read, and the source scanned again', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: 'Scan music', exact: true }).click()
  const cancel = page.getByRole('button', { name: 'Cancel the scan' })
  await cancel.click()
  await expect(cancel).toBeHidden({ timeout: 30_000 })
  await page.getByRole('link', { name: 'Jobs' }).first().click()
  await page.getByRole('link', { name: /^Failed/ }).click()
  await expect(page.getByText('Cancelled').first()).toBeVisible()
  await page.getByRole('link', { name: 'Scan music' }).last().click()
  await expect(page.getByRole('heading', { name: 'Log' })).toBeVisible()
  await expectAccessible(page)
  await shoot(page, 'job-dark')
  await page.getByRole('link', { name: 'Library' }).first().click()
  await page.getByRole('button', { name: 'Scan music', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Scan music', exact: true })).toBeDisabled()
  await expect(page.getByText(/scanned/)).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('button', { name: 'Scan music', exact: true })).toBeEnabled()
})

test.describe('when the server goes silent', () => {
  test.use({ expectedComplaints: [/ERR_|Failed to load/] })

  test('the page says that the connection is lost', async ({ page }) => {
    await page.route('**/api/v1/events', (route) => route.abort())
    await page.goto('/')
    await expect(page.getByText(/Connection lost/)).toBeVisible()
    await page.unroute('**/api/v1/events')
    await expect(page.getByText(/Connection lost/)).toBeHidden({ timeout: 20_000 })
  })
})

test.describe('while a playlist holds its tracks', () => {
  test.use({ expectedComplaints: [/status of 409/] })

  test('a source is removed only when it is said twice', async ({ page }) => {
    await page.goto('/')
    await page.getByRole('button', { name: 'Remove music' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Remove the source' }).click()
    const force = dialog.getByRole('button', { name: 'Remove it from playlists too' })
    await expect(force).toBeVisible()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Keep it' }).click()
    await expect(page.getByRole('grid')).toBeVisible()
  })
})
