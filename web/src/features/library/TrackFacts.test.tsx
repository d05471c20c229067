import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { sampleTrack } from '../../../tests/samples'
import type { Features } from '../../api/client'
import { playlistItems } from './SavePlaylistDialog'
import { keyHint, TrackFacts, tempoHint } from './TrackFacts'

const features = sampleTrack().features as Features

test('tempo comes with the clarity of its pulse and the tempi it may be felt in', () => {
  expect(tempoHint(features)).toBe('clear pulse · or 60')
  expect(tempoHint({ ...features, tempo_confidence: 0.09 })).toContain('uncertain')
  expect(tempoHint({ ...features, tempo_bpm: null })).toBeUndefined()
})

test('a key below the threshold is called uncertain', () => {
  expect(keyHint({ ...features, key_confidence: 0.65 })).toBe('65 % sure')
  expect(keyHint({ ...features, key_confidence: 0.64 })).toBe('uncertain · 64 % sure')
})

test('what could not be measured is a dash, not a zero', () => {
  render(<TrackFacts features={{ ...features, loudness_lufs: null, tempo_bpm: null }} />)
  expect(screen.getByText('None found')).toBeVisible()
  expect(screen.getByText('–')).toBeVisible()
})

test('a saved list keeps the reasons, and may begin with the track it is about', () => {
  const item = {
    track: sampleTrack({ id: 't2' }),
    distance: 0.1,
    similarity: 0.9,
    reasons: [
      { code: 'distance', text: '90% alike in sound' },
      { code: 'tempo', text: '+2 BPM' },
    ],
  }
  expect(playlistItems(null, [item])).toEqual([
    { track_id: 't2', reason: '90% alike in sound · +2 BPM' },
  ])
  expect(playlistItems(sampleTrack(), [item])).toHaveLength(2)
})
