import { afterEach, expect, test, vi } from 'vitest'
import { leaveSound, offerSound, type SoundSource, soundOwner, takeSound } from './soundOwner'

function source(sounds = false) {
  return { playing: () => sounds, pause: vi.fn(), toggle: vi.fn() } satisfies SoundSource
}

afterEach(() => {
  const owner = soundOwner()
  if (owner) leaveSound(owner)
})

test('who begins to sound silences who did before, but not itself', () => {
  const [player, stems] = [source(true), source()]
  takeSound(player)
  takeSound(stems)
  takeSound(stems)
  expect(player.pause).toHaveBeenCalledOnce()
  expect(stems.pause).not.toHaveBeenCalled()
  expect(soundOwner()).toBe(stems)
})

test('a new page takes the keys only from who is silent', () => {
  const [loud, silent, page] = [source(true), source(), source()]
  takeSound(loud)
  offerSound(page)
  expect(soundOwner()).toBe(loud)
  takeSound(silent)
  offerSound(page)
  expect(soundOwner()).toBe(page)
  expect(silent.pause).not.toHaveBeenCalled()
})

test('who leaves takes nothing away from others', () => {
  const [player, page] = [source(), source()]
  takeSound(player)
  leaveSound(page)
  expect(soundOwner()).toBe(player)
  leaveSound(player)
  expect(soundOwner()).toBeNull()
})
