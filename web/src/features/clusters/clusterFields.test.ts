import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ALL_FIELDS, faultOf, fieldsFor, requestOf, USUAL_FORM } from './clusterFields'

interface Property {
  default?: number
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
}
const { schemas } = JSON.parse(readFileSync('openapi.json', 'utf8')).components

function propertyOf(key: string): Property {
  const [schema, name] = key.startsWith('weights.')
    ? [schemas.WeightsIn, key.slice('weights.'.length)]
    : [schemas.ClusteringIn, key]
  return schema.properties[name]
}

test.each(ALL_FIELDS.map((field) => [field.key, field] as const))(
  '%s is as the API says',
  (key, field) => {
    const property = propertyOf(key)
    expect(field.usual).toBe(property.default)
    expect(field.max).toBe(property.maximum)
    expect(field.min).toBeGreaterThanOrEqual(property.minimum ?? property.exclusiveMinimum ?? 0)
    expect(faultOf(field, String(field.usual))).toBeUndefined()
  },
)

test('what was not touched is left to the server', () => {
  expect(requestOf(USUAL_FORM)).toEqual({
    algorithm: 'kmeans',
    basis: 'embeddings',
    naming: 'mood_tempo',
  })
})

test('numbers, weights and genres are sent as they were meant', () => {
  const numbers = { playlists: '12', 'weights.silhouette': '0.5', eps_to: '2', seed: ' ' }
  const form = { ...USUAL_FORM, name: ' Winter ', genres: 'Jazz, , Soul', numbers }
  expect(requestOf(form)).toMatchObject({
    name: 'Winter',
    playlists: 12,
    weights: { silhouette: 0.5 },
    genres: ['Jazz', 'Soul'],
  })
  expect(requestOf(form)).not.toHaveProperty('eps_to') // k-means knows none
  expect(requestOf({ ...form, algorithm: 'dbscan' })).toHaveProperty('eps_to', 2)
})

test('a number out of range is told, and a fraction where none makes sense', () => {
  const [playlists] = fieldsFor(ALL_FIELDS, 'kmeans')
  if (!playlists) throw new Error('no field')
  expect(faultOf(playlists, '2000')).toBe('Between 0 and 1000.')
  expect(faultOf(playlists, '2.5')).toBe('A whole number.')
  expect(faultOf(playlists, 'many')).toBe('Between 0 and 1000.')
})
