import { expect, test } from 'vitest'
import { sampleManifest, samplePoints } from '../../tests/mapSamples'
import { decodePoints } from './map'

test('the points of a map are read column by column', () => {
  const data = decodePoints(sampleManifest(), samplePoints())
  expect([...data.positions]).toEqual([0, 0, 65_535, 0, 65_535, 65_535, 32_768, 32_767])
  expect([...data.columns.genre]).toEqual([0, 0, 1, 255])
  expect([...data.columns.tempo]).toEqual([0, 69, 70, 200])
  expect([...data.columns.key]).toEqual([0, 23, 12, 255])
  expect([...data.columns.source]).toEqual([0, 0, 0, 0])
})

test('a column is found where the manifest says, in whatever order', () => {
  const columns = sampleManifest().columns
  const turned = { ...sampleManifest(), columns: [...columns].reverse() }
  expect([...decodePoints(turned, samplePoints()).columns.mood]).toEqual([1, 1, 0, 0])
})

test('too few bytes are told, not drawn', () => {
  expect(() => decodePoints(sampleManifest(), samplePoints().slice(0, 20))).toThrow(/lacks/)
})

test('a column that is not there is told by its name', () => {
  const manifest = sampleManifest()
  const columns = manifest.columns.filter(({ name }) => name !== 'key')
  expect(() => decodePoints({ ...manifest, columns }, samplePoints())).toThrow(/“key”/)
})
