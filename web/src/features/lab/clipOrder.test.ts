import { expect, test } from 'vitest'
import { sampleBatch, sampleCluster } from '../../../tests/labSamples'
import { neighbourOf, placeClips } from './clipOrder'

const newest = sampleBatch({
  id: 'b2',
  clusters: [sampleCluster('c3', 'z', ['z1', 'z2'])],
})
const oldest = sampleBatch({
  id: 'b1',
  clusters: [sampleCluster('c1', 'x', ['x1', 'x2', 'x3']), sampleCluster('c2', 'y', ['y1'])],
})
const shown = [newest, sampleBatch({ id: 'empty', clusters: [] }), oldest]

test('clips are numbered through their batch', () => {
  const numbers = placeClips([oldest]).map(({ clip, number, label }) => [clip.id, number, label])
  expect(numbers).toEqual([
    ['x1', 1, 'x'],
    ['x2', 2, 'x'],
    ['x3', 3, 'x'],
    ['y1', 4, 'y'],
  ])
})

test.each([
  ['x1', 'ArrowDown', 'x2'],
  ['x3', 'ArrowDown', undefined],
  ['x3', 'ArrowRight', 'y1'],
  ['y1', 'ArrowLeft', 'x1'],
  ['y1', 'ArrowRight', undefined],
  ['y1', 'ArrowUp', 'z2'],
  ['z2', 'ArrowDown', 'x1'],
  ['z1', 'ArrowRight', 'z2'],
  ['z1', 'ArrowLeft', undefined],
  ['x1', 'Enter', undefined],
  ['gone', 'ArrowDown', undefined],
])('from %s %s leads to %s', (from, key, to) => {
  expect(neighbourOf(shown, from, key)).toBe(to)
})
