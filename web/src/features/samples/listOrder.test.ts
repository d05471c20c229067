import { expect, test } from 'vitest'
import { sampleTrack } from '../../../tests/samples'
import { firstOf, holdPlace, neighbour } from './listOrder'
import { withSaid } from './useMarks'

const list = (names: string) => [...names].map((id) => ({ track: { id } }))
const names = (items: readonly { track: { id: string } }[]) =>
  items.map(({ track }) => track.id).join('')

test('nothing moves under a pointer, whatever is ranked anew', () => {
  expect(names(holdPlace(list('abcd'), list('dcba'), 'b'))).toBe('dbca')
  expect(names(holdPlace(list('abcd'), list('dcba'), null))).toBe('dcba')
})

test('a card that is not suggested any more stays as long as it is pointed at', () => {
  expect(names(holdPlace(list('abc'), list('xyz'), 'b'))).toBe('xbyz')
  expect(names(holdPlace(list('xbyz'), list('xyz'), null))).toBe('xyz')
})

test('the held card shows what is new of it', () => {
  const before = [{ track: { id: 'a' }, score: 1 }]
  const after = [{ track: { id: 'a' }, score: 2 }]
  expect(holdPlace(before, after, 'a')[0]?.score).toBe(2)
})

test('in a shorter list a held card is the last', () => {
  expect(names(holdPlace(list('abcd'), list('xd'), 'd'))).toBe('xd')
})

test('arrows go to the next card, not beyond the ends', () => {
  const all = ['a', 'b', 'c']
  expect(neighbour(all, 'b', 'ArrowDown')).toBe('c')
  expect(neighbour(all, 'b', 'ArrowLeft')).toBe('a')
  expect(neighbour(all, 'c', 'ArrowDown')).toBeUndefined()
  expect(neighbour(all, 'a', 'ArrowUp')).toBeUndefined()
  expect([neighbour(all, 'b', 'Home'), neighbour(all, 'b', 'End')]).toEqual(['a', 'c'])
  expect(neighbour(all, 'b', 'x')).toBeUndefined()
})

test('what contradicts a mark goes when it is made, and does not come back with its undo', () => {
  const track = sampleTrack({ id: 'a' })
  const more = withSaid([], { track, kind: 'more', on: true })
  const both = withSaid(more, { track, kind: 'pin', on: true })
  expect(both.map(({ kind }) => kind)).toEqual(['more', 'pin'])
  const dismissed = withSaid(both, { track, kind: 'dismiss', on: true, reason: 'wrong key' })
  expect(dismissed).toMatchObject([{ kind: 'dismiss', reason: 'wrong key', expires_at: null }])
  expect(withSaid(dismissed, { track, kind: 'dismiss', on: false })).toEqual([])
})

test('a dismissal for a while says when the sample is back', () => {
  const track = sampleTrack({ id: 'a' })
  const [mark] = withSaid([], { track, kind: 'dismiss', on: true, expiresInS: 3600 })
  const back = new Date(mark?.expires_at ?? 0).getTime() - new Date(mark?.at ?? 0).getTime()
  expect(back).toBe(3_600_000)
})

test('a short list keeps the surprise, which stands last in a long one', () => {
  const cards = [1, 2, 3, 4].map((id) => ({ id, is_exploration: id === 4 }))
  expect(firstOf(cards, 2).map(({ id }) => id)).toEqual([1, 4])
  expect(firstOf(cards.slice(0, 3), 2).map(({ id }) => id)).toEqual([1, 2])
  expect(firstOf(cards, 4)).toHaveLength(4)
})
