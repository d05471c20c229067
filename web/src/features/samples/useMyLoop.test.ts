import { expect, test } from 'vitest'
import { sampleTrack } from '../../../tests/samples'
import { inTempo, pickLoop } from './useMyLoop'
import { toSound } from './usePreview'

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

test('what sounds is found in another tempo where the list would look for it', () => {
  const at = (bpm: number | null, transpose_semitones?: number) =>
    toSound({ track: pad, transpose_semitones }, 'my track', bpm)
  expect(inTempo(at(120, -2), 128.5)).toEqual(at(128.5, -2))
  expect(inTempo(at(null, 0), 90)).toEqual(at(90, 0))
  expect(inTempo(at(120), null)).toEqual(at(null))
})
