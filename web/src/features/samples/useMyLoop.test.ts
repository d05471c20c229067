import { expect, test } from 'vitest'
import { sampleTrack } from '../../../tests/samples'
import { pickLoop } from './useMyLoop'

const kick = sampleTrack({ id: 'kick', kind: 'one_shot' })
const bass = sampleTrack({ id: 'bass', kind: 'loop' })
const pad = sampleTrack({ id: 'pad', kind: 'loop' })

test('candidates are heard against the newest loop, unless another one was chosen', () => {
  expect(pickLoop([kick, bass, pad], null)).toBe(bass)
  expect(pickLoop([kick, bass, pad], 'pad')).toBe(pad)
  expect(pickLoop([kick, bass, pad], 'gone')).toBe(bass)
  expect(pickLoop([kick], null)).toBe(kick)
  expect(pickLoop([], 'pad')).toBeNull()
})
