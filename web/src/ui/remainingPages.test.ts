import { expect, test } from 'vitest'
import { remainingPages } from './remainingPages'

type Query = Parameters<typeof remainingPages<string>>[0]
const query = (pages: string[][], total: number) =>
  ({
    data: { pages: pages.map((items) => ({ items, total })), pageParams: [] },
  }) as unknown as Query

test('what goes is neither listed nor counted, on whichever page it stands', () => {
  const { data } = remainingPages(query([['a', 'b'], ['c']], 9), (item) => item !== 'a')
  expect(data?.pages).toEqual([
    { items: ['a'], total: 7 },
    { items: [], total: 7 },
  ])
})

test('a list of which nothing goes is the very same', () => {
  const whole = query([['a']], 1)
  expect(remainingPages(whole, () => false)).toBe(whole)
})
