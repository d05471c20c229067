import { expect, test } from 'vitest'
import { SHORTCUTS } from '../ui/shortcuts'
import { pageLinks } from './pages'

test('the list of shortcuts names the keys of exactly the pages there are', () => {
  const pairs = SHORTCUTS.flatMap(({ shortcuts }) => shortcuts)
    .flatMap(({ keys }) => keys)
    .filter(([first]) => first === 'G')
  const letters = pairs.map(([, letter]) => letter?.toLowerCase())
  expect(letters.sort()).toEqual(pageLinks.map(({ key }) => key).sort())
})

test('no key leads to two pages', () => {
  expect(new Set(pageLinks.map(({ key }) => key)).size).toBe(pageLinks.length)
})
