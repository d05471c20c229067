import { expect, test } from 'vitest'
import { nameProblem, projectsOf, readWishes, toQuery } from './wishes'

const INITIAL = { session: 'default', explore: false, mode: null }

test('what a browser kept counts as far as it can be wished', () => {
  const kept = { session: 'My track', explore: true, mode: 'rules' }
  expect(readWishes(kept, INITIAL)).toEqual(kept)
  expect(readWishes({ session: ' ', explore: 'yes', mode: 'magic' }, INITIAL)).toEqual(INITIAL)
  expect(readWishes({ session: 'a'.repeat(101) }, INITIAL)).toEqual(INITIAL)
  expect(readWishes(null, INITIAL)).toEqual(INITIAL)
})

test('a project has a printable name', () => {
  expect(nameProblem('Ärger №2 🎹')).toBeUndefined()
  for (const name of ['', '  ', 'a\nb', 'a\u0000', 'a'.repeat(101)]) {
    expect(nameProblem(name)).toMatch(/1 to 100/)
  }
})

test('the default project comes first, the chosen one is there before it is kept', () => {
  expect(projectsOf(['Zoo', 'default', 'Ant'], 'New')).toEqual(['default', 'Ant', 'New', 'Zoo'])
  expect(projectsOf([], 'default')).toEqual(['default'])
})

test('only what is wished is asked for', () => {
  expect(String(toQuery('a b', { explore: false, mode: null }))).toBe('session=a+b')
  expect(String(toQuery('s', { explore: true, mode: 'rules' }))).toBe(
    'session=s&explore=true&mode=rules',
  )
})
