import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

// Each folder may import from these; a feature never from another feature.
const MAY_IMPORT: Record<string, readonly string[]> = {
  api: ['api'],
  audio: ['audio', 'api'],
  ui: ['ui', 'api'],
  features: ['api', 'audio', 'ui'],
  app: ['app', 'api', 'audio', 'ui', 'features'],
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.tsx?$/.test(name) && name.includes('/') && !/\.(test|d)\.tsx?$/.test(name),
)

/** Return the folders of `src` that a file imports from, with the feature's name for features. */
function importsOf(file: string): string[] {
  const text = readFileSync(join('src', file), 'utf8')
  const paths = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(
    (found) => found[1] ?? '',
  )
  return paths.map((path) => roomOf(normalize(join(dirname(file), path))))
}

function roomOf(file: string): string {
  const [folder = '', feature] = file.split('/')
  return folder === 'features' ? `features/${feature}` : folder
}

test.each(files)('%s imports only from floors below', (file) => {
  const room = roomOf(file)
  const folder = room.split('/')[0] ?? ''
  const forbidden = importsOf(file).filter((target) => {
    const below = MAY_IMPORT[folder]?.includes(target.split('/')[0] ?? '') ?? false
    return target !== room && !below
  })
  expect(forbidden).toEqual([])
})
