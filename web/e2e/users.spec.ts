import { type APIRequestContext, type Page, request as requests } from '@playwright/test'
import { expect, expectAccessible, expectNoSidewaysScroll, shoot, test, useScheme } from './page'

// From nobody to the first user, a second one, and nobody again. One server is shared by all
// specs: whoever is left here would lock the others out.
test.describe.configure({ mode: 'serial' })
test.use({ expectedComplaints: [/status of 4\d\d/] })

const ANNA = { name: 'Anna', password: 'correct horse' }
const BERT = { name: 'Bert', password: 'battery staple' }

test.afterAll(async ({ baseURL }) => {
  const request = await requests.newContext({ baseURL })
  await removeEverybody(request)
  await request.dispose()
})

async function removeEverybody(request: APIRequestContext): Promise<void> {
  await request.post('/api/v1/login', { data: ANNA })
  const answer = await request.get('/api/v1/users')
  const { items } = (await answer.json()) as { items: { id: string; name: string }[] }
  // The last admin goes last.
  for (const { id } of items.sort((one) => (one.name === ANNA.name ? 1 : -1))) {
    await request.delete(`/api/v1/users/${id}`)
  }
  const account = await (await request.get('/api/v1/account')).json()
  expect(account.has_users, 'a user was left behind').toBe(false)
}

async function signIn(page: Page, { name, password }: typeof ANNA): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: `Account of ${name}` })).toBeVisible()
}

test('the first user is made, and signed in', async ({ page }) => {
  await page.goto('/settings/users')
  await expect(page.getByRole('heading', { name: 'Nobody has to sign in' })).toBeVisible()
  await page.getByLabel('Name', { exact: true }).fill(ANNA.name)
  await page.getByLabel('Password', { exact: true }).fill(ANNA.password)
  await page.getByRole('button', { name: 'Make the first user' }).click()
  await expect(page.getByRole('list', { name: 'Users' }).getByText('(you)')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Account of Anna' })).toBeVisible()

  await page.getByRole('button', { name: 'Add a user…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a user' })
  await dialog.getByLabel('Name', { exact: true }).fill('anna')
  await dialog.getByLabel('Password', { exact: true }).fill(BERT.password)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog.getByText(/There is a user 'anna' already/)).toBeVisible()
  await dialog.getByLabel('Name', { exact: true }).fill(BERT.name)
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Bert' })).toBeVisible()
  await expectAccessible(page)
  await shoot(page, 'settings-users-signed-in-dark')
})

for (const scheme of ['dark', 'light'] as const) {
  test(`whoever is not signed in sees the form and nothing else, ${scheme}`, async ({ page }) => {
    await useScheme(page, scheme)
    await page.goto('/playlists')
    await expect(page.getByRole('heading', { name: 'Sign in to Menura' })).toBeVisible()
    await expect(page.getByRole('navigation')).toHaveCount(0)
    await expectAccessible(page)
    await shoot(page, `sign-in-${scheme}`)
    await page.setViewportSize({ width: 390, height: 844 })
    await expectNoSidewaysScroll(page)
    await shoot(page, `sign-in-narrow-${scheme}`)
  })
}

test('a wrong password is told; the right one leads to the page that was wanted', async ({
  page,
}) => {
  await page.goto('/settings/language')
  await page.getByLabel('Name', { exact: true }).fill(ANNA.name)
  await page.keyboard.press('Tab')
  await page.keyboard.type('wrong horse')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('wrong')
  await expectAccessible(page)
  await signIn(page, ANNA)
  await expect(page).toHaveURL(/\/settings\/language$/)
  await expect(page.getByLabel('Address')).toBeVisible()

  await page.getByRole('button', { name: 'Account of Anna' }).click()
  await expectAccessible(page)
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Menura' })).toBeVisible()
})

test('a member settles what is their own', async ({ page, playwright, baseURL }) => {
  await page.goto('/settings')
  await signIn(page, BERT)
  await expect(page).toHaveURL(/\/settings\/appearance$/)
  await page.goto('/settings/studio')
  await expect(page.getByRole('heading', { name: 'Only admins settle this' })).toBeVisible()
  await page.getByRole('link', { name: 'Password and tokens' }).click()
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Make a token…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Make a token' })
  await dialog.getByLabel('What it is for').fill('Phone')
  await page.keyboard.press('Enter')
  const token = await dialog.getByLabel('Token', { exact: true }).inputValue()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Done' }).click()
  const headers = { Authorization: `Bearer ${token}` }
  const phone = await playwright.request.newContext({ baseURL, extraHTTPHeaders: headers })
  expect((await phone.get('/api/v1/status')).ok()).toBe(true)
  expect((await phone.get('/api/v1/users')).status()).toBe(403)

  await page.getByRole('button', { name: 'Remove the token Phone' }).click()
  await page.getByRole('button', { name: 'Remove the token', exact: true }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Phone' })).toHaveCount(0)
  expect((await phone.get('/api/v1/status')).status()).toBe(401)
  await phone.dispose()

  await page.getByLabel('Present password').fill(BERT.password)
  await page.getByLabel('New password').fill('another staple')
  await page.getByRole('button', { name: 'Change the password' }).click()
  await expect(page.getByText('Your password is changed.')).toBeVisible()
})

test('when the last user is removed, nobody has to sign in', async ({ page }) => {
  await page.goto('/settings/users')
  await signIn(page, ANNA)
  await page.getByRole('button', { name: 'More for Bert' }).click()
  await page.getByRole('menuitem', { name: 'Remove…' }).click()
  await page.getByRole('button', { name: 'Remove the user' }).click()
  await expect(page.getByRole('button', { name: 'More for Bert' })).toHaveCount(0)
  await page.getByRole('button', { name: 'More for Anna' }).click()
  await page.getByRole('menuitem', { name: 'Remove…' }).click()
  await expect(page.getByText(/This is the last user/)).toBeVisible()
  await page.getByRole('button', { name: 'Remove the user' }).click()
  await expect(page.getByRole('heading', { name: 'Nobody has to sign in' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Account of Anna' })).toHaveCount(0)
})
