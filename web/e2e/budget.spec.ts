import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'

const STATIC = '../src/menura/static'
const LARGEST_KB = { js: 220, css: 45, lazyPage: 90 }

/** Return the size of built files after gzip -9, in kB. */
function sizeKb(files: readonly string[]): number {
  const sizes = files.map((file) => gzipSync(readFileSync(join(STATIC, file)), { level: 9 }).length)
  return sizes.reduce((sum, size) => sum + size, 0) / 1000
}

const index = readFileSync(join(STATIC, 'index.html'), 'utf8')
const linked = [...index.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((hit) => hit[1] ?? '')

test('the first page stays small', () => {
  const js = sizeKb(linked.filter((file) => file.endsWith('.js')))
  const css = sizeKb(linked.filter((file) => file.endsWith('.css')))
  console.log(`initial JS ${js.toFixed(1)} kB, CSS ${css.toFixed(1)} kB (gzip)`)
  expect(js).toBeLessThanOrEqual(LARGEST_KB.js)
  expect(css).toBeLessThanOrEqual(LARGEST_KB.css)
})

test('so does what comes later', () => {
  const assets = readdirSync(join(STATIC, 'assets')).filter((name) => /\.(js|css)$/.test(name))
  for (const name of assets.filter((asset) => !linked.includes(`assets/${asset}`))) {
    expect(sizeKb([`assets/${name}`]), name).toBeLessThanOrEqual(LARGEST_KB.lazyPage)
  }
})

test('every text file has a compressed twin', () => {
  const files = readdirSync(STATIC, { recursive: true, encoding: 'utf8' })
  const lacking = files.filter(
    (name) => /\.(js|css|html|svg)$/.test(name) && !files.includes(`${name}.gz`),
  )
  expect(lacking).toEqual([])
})
