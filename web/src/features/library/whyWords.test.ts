import { expect, test } from 'vitest'
import { sampleAnalysis, sampleTrack } from '../../../tests/samples'
import type { Features } from '../../api/client'
import { keyGrounds, tempoGrounds } from './whyWords'

function features(part = {}) {
  return { ...(sampleTrack().features as Features), ...part }
}

test('a tempo is told from the beats, its tags beside it', () => {
  const analysis = sampleAnalysis()
  analysis.file.tagged_bpm = 124
  const words = tempoGrounds(features(), analysis)
  expect(words).toContain(`${analysis.rhythm.beats_s.length} beats were followed`)
  expect(words).toContain('Its tags say 124 BPM.')
})

test('an unsure key says that several fit; a corrected one says who said so', () => {
  expect(keyGrounds(features({ key_confidence: 0.3 }), sampleAnalysis())).toContain('more than one')
  expect(keyGrounds(features({ corrected: ['key'] }), sampleAnalysis())).toMatch(/^A person/)
})
