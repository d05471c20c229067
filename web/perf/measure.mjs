// Measures the page in headless Chromium over a running Menura (`python -m benchmarks web`): when
// something is first seen, and a map of so many points. The points are made up here, in the format
// of the map's API; everything else comes from the server.
//
//     node perf/measure.mjs ADDRESS POINTS
//
// Prints one JSON object.
import { chromium } from '@playwright/test'

const [address, points = '1000000'] = process.argv.slice(2)
const COUNT = Number(points)
const COLUMNS = ['position', 'genre', 'mood', 'cluster', 'tempo', 'key', 'source']
const GENRES = 24
const ROUNDS = 3
const ZOOMING_MS = 3000

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
})
const found = {}
for (const path of ['/', '/map']) found[path] = await rounds((page) => measurePaint(page, path))
found.map = await rounds(measureMap)
await browser.close()
process.stdout.write(`${JSON.stringify(found)}\n`)

/** Measure some times, each in a browser that has kept nothing; return the median of each figure. */
async function rounds(measure) {
  const all = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    all.push(await measure(await context.newPage()))
    await context.close()
  }
  const names = Object.keys(all[0])
  return Object.fromEntries(names.map((name) => [name, median(all.map((one) => one[name]))]))
}

async function measurePaint(page, path) {
  await page.addInitScript(() => {
    const seen = { fcp_ms: 0, lcp_ms: 0, shift: 0 }
    Object.assign(window, { seen })
    const take = (type, keep) =>
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) keep(entry)
      }).observe({ type, buffered: true })
    take('paint', ({ name, startTime }) => {
      if (name === 'first-contentful-paint') seen.fcp_ms = startTime
    })
    take('largest-contentful-paint', ({ startTime }) => {
      seen.lcp_ms = startTime
    })
    take('layout-shift', ({ value }) => {
      seen.shift += value
    })
  })
  await page.goto(address + path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForTimeout(3000)
  return page.evaluate(() => window.seen)
}

async function measureMap(page) {
  await serveMap(page)
  await watchMap(page)
  await page.goto(`${address}/map`)
  const map = page.getByRole('img', { name: /^Map of/ })
  await map.waitFor()
  await page.waitForFunction(() => window.map.drawn > 0, undefined, { timeout: 60_000 })
  const { data, drawn } = await page.evaluate(() => window.map)
  const zoom = await measureZoom(page, await map.boundingBox())
  const lasso = await measureLasso(page, await map.boundingBox())
  return { drawn_ms: drawn - data, from_address_ms: drawn, ...zoom, ...lasso }
}

/** Answer for the map: clusters of points around made-up centres, and any tracks for its rows. */
async function serveMap(page) {
  const answer = await (await page.request.get(`${address}/api/v1/tracks?limit=100`)).json()
  const manifest = await (await page.request.get(`${address}/api/v1/map`)).json()
  const offset = { position: 0 }
  for (const [place, name] of COLUMNS.slice(1).entries()) offset[name] = COUNT * (4 + place)
  const body = Buffer.from(makePoints())
  await page.route('**/api/v1/map?*', (route) =>
    route.fulfill({
      json: {
        ...manifest,
        state: 'ready',
        version: 'measured',
        count: COUNT,
        bounds: [-10, -10, 10, 10],
        bytes_per_track: 10,
        columns: COLUMNS.map((name) => ({
          name,
          dtype: name === 'position' ? 'u2' : 'u1',
          components: name === 'position' ? 2 : 1,
          offset: offset[name],
        })),
        genres: Array.from({ length: GENRES }, (_, genre) => `Genre ${genre}`),
        moods: ['happy', 'sad', 'relaxed', 'aggressive'],
        clusters: ['One', 'Two'],
        sources: [],
      },
    }),
  )
  await page.route('**/api/v1/map/measured/points*', (route) =>
    route.fulfill({ contentType: 'application/octet-stream', body }),
  )
  await page.route('**/api/v1/map/measured/tracks*', (route) => {
    const { rows } = route.request().postDataJSON()
    const items = rows.map((row, place) => ({
      ...answer.items[row % answer.items.length],
      id: `${row}-${place}`,
    }))
    return route.fulfill({ json: { items } })
  })
}

function makePoints() {
  const bytes = new Uint8Array(10 * COUNT)
  const positions = new Uint16Array(bytes.buffer, 0, 2 * COUNT)
  let seed = 1
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return seed / 2 ** 32
  }
  const centres = Array.from({ length: 60 }, () => [random(), random()])
  const spread = () => (random() + random() + random() - 1.5) * 0.12
  for (let row = 0; row < COUNT; row += 1) {
    const group = Math.floor(random() * centres.length)
    for (const axis of [0, 1]) {
      const place = 0.1 + 0.8 * centres[group][axis] + spread()
      positions[2 * row + axis] = Math.round(65535 * Math.min(1, Math.max(0, place)))
    }
    bytes[4 * COUNT + row] = group % GENRES
    bytes[5 * COUNT + row] = group % 4
    bytes[6 * COUNT + row] = group % 2
    bytes[7 * COUNT + row] = 60 + (row % 120)
    bytes[8 * COUNT + row] = row % 24
    bytes[9 * COUNT + row] = 255
  }
  return bytes
}

/** Take down when the points have come, and when a picture of all of them is finished. */
async function watchMap(page) {
  await page.addInitScript((count) => {
    const map = { data: 0, drawn: 0, pictures: 0 }
    Object.assign(window, { map })
    const { arrayBuffer } = Response.prototype
    Response.prototype.arrayBuffer = async function () {
      const bytes = await arrayBuffer.call(this)
      if (bytes.byteLength >= 10 * count) map.data = performance.now()
      return bytes
    }
    const { drawArrays } = WebGL2RenderingContext.prototype
    WebGL2RenderingContext.prototype.drawArrays = function (mode, first, drawn) {
      drawArrays.call(this, mode, first, drawn)
      map.pictures += 1
      if (map.drawn > 0 || drawn < count) return
      // Reading a pixel back waits for the picture; what is asked for is finished, not only said.
      this.readPixels(0, 0, 1, 1, this.RGBA, this.UNSIGNED_BYTE, new Uint8Array(4))
      map.drawn = performance.now()
    }
  }, COUNT)
}

async function measureZoom(page, box) {
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.evaluate(() => {
    const frames = []
    const began = window.map.pictures
    let last = performance.now()
    const next = (now) => {
      frames.push(now - last)
      last = now
      if (!window.map.stopped) requestAnimationFrame(next)
    }
    requestAnimationFrame(next)
    window.map.finish = () => {
      window.map.stopped = true
      return { frames: frames.slice(1), pictures: window.map.pictures - began }
    }
  })
  const end = Date.now() + ZOOMING_MS
  let turn = 0
  while (Date.now() < end) {
    await page.mouse.wheel(0, turn % 40 < 20 ? -60 : 60)
    turn += 1
  }
  const { frames, pictures } = await page.evaluate(() => window.map.finish())
  frames.sort((one, other) => one - other)
  await page.getByRole('button', { name: 'Show all tracks' }).click()
  await page.waitForTimeout(1500)
  return {
    zoom_frame_ms: median(frames),
    zoom_frame_p95_ms: frames[Math.floor(0.95 * (frames.length - 1))],
    zoom_pictures: pictures,
  }
}

async function measureLasso(page, box) {
  await page.getByRole('button', { name: 'Draw around tracks' }).click()
  const corners = [
    [0.25, 0.25],
    [0.6, 0.2],
    [0.75, 0.5],
    [0.55, 0.8],
    [0.3, 0.65],
  ].map(([x, y]) => [box.x + x * box.width, box.y + y * box.height])
  await page.mouse.move(...corners[0])
  await page.mouse.down()
  for (const corner of corners.slice(1)) await page.mouse.move(...corner, { steps: 10 })
  const began = Date.now()
  await page.mouse.up()
  const heading = page.getByRole('heading', { name: /tracks selected/ })
  await heading.waitFor({ timeout: 60_000 })
  const lasso_ms = Date.now() - began
  const words = await heading.innerText()
  return { lasso_ms, lassoed: Number(words.replace(/\D/g, '')) }
}

function median(values) {
  const ordered = [...values].sort((one, other) => one - other)
  return ordered[Math.floor(ordered.length / 2)]
}
