import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Entry {
  optionalDependencies?: Record<string, string>
}
const text = readFileSync('package-lock.json', 'utf8')
const packages = (JSON.parse(text) as { packages: Record<string, Entry> }).packages
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
  'dependencies' | 'devDependencies',
  Record<string, string>
>

test('every optional dependency has an entry of its own, or npm ci fails elsewhere', () => {
  const lacking = Object.entries(packages).flatMap(([place, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      (name) =>
        !(`node_modules/${name}` in packages) && !(`${place}/node_modules/${name}` in packages),
    ),
  )
  expect(lacking).toEqual([])
})

test('the lock names no address (run scripts/clean-lock.mjs)', () => {
  expect(text).not.toContain('://')
})

test('every version is exact', () => {
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies })
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
})
