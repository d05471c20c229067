import { expect, test } from 'vitest'
import { sampleBatch, sampleCluster } from '../../../tests/labSamples'
import { CLUSTER_COLORS, clusterColors } from './clusterColors'

const batch = (...ids: string[]) =>
  sampleBatch({ clusters: ids.map((id) => sampleCluster(id, id, [])) })

test('a group keeps its colour when batches come', () => {
  const first = batch('a', 'b', 'c')
  const before = clusterColors([first])
  const after = clusterColors([first, batch('d', 'e'), batch('f')])
  for (const id of ['a', 'b', 'c']) expect(after.get(id)).toBe(before.get(id))
})

test('no two groups look the same while there are colours left', () => {
  const ids = Array.from({ length: CLUSTER_COLORS.length }, (_, place) => `g${place}`)
  const colors = clusterColors(ids.map((id) => batch(id)))
  expect(new Set(colors.values()).size).toBe(CLUSTER_COLORS.length)
})

test('after that colours come again, but groups of a batch stay a quarter of the circle apart', () => {
  const many = Array.from({ length: 20 }, (_, place) =>
    batch(`${place}x`, `${place}y`, `${place}z`),
  )
  const colors = clusterColors(many)
  for (const { clusters } of many) {
    const places = clusters.map(({ id }) => CLUSTER_COLORS.indexOf(colors.get(id) as never))
    for (const [i, a] of places.entries()) {
      for (const b of places.slice(i + 1)) {
        const steps = Math.abs(a - b)
        expect(Math.min(steps, CLUSTER_COLORS.length - steps)).toBeGreaterThanOrEqual(3)
      }
    }
  }
})
