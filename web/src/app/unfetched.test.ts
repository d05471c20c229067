import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nameUnfetched, reloadForNewer, UNFETCHED } from './unfetched'

const page = (entry: string) =>
  `<html><head><script type="module" crossorigin src="/assets/${entry}.js"></script></head></html>`

const serve = (entry: string) =>
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(page(entry)))

beforeEach(() => {
  sessionStorage.clear()
  const script = document.createElement('script')
  script.type = 'module'
  script.setAttribute('src', '/assets/old.js')
  document.head.append(script)
})
afterEach(() => document.head.replaceChildren())

test('a newer version is loaded, but not again and again', async () => {
  const reload = vi.fn()
  serve('new')
  await reloadForNewer(reload)
  await reloadForNewer(reload)
  expect(reload).toHaveBeenCalledOnce()
  serve('newer')
  await reloadForNewer(reload)
  expect(reload).toHaveBeenCalledTimes(2)
})

test('the same version, or a server that is away, reloads nothing', async () => {
  const reload = vi.fn()
  serve('old')
  await reloadForNewer(reload)
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('Failed to fetch'))
  await reloadForNewer(reload)
  expect(reload).not.toHaveBeenCalled()
})

test('code that does not come is told of in words', () => {
  nameUnfetched()
  const payload = new TypeError('Failed to fetch dynamically imported module: /assets/x.js')
  window.dispatchEvent(Object.assign(new Event('vite:preloadError'), { payload }))
  expect(payload.message).toBe(UNFETCHED)
})
