import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { sampleAnalysis, sampleTrack } from '../../../tests/samples'
import type { Analysis, Features } from '../../api/client'
import { playlistItems } from '../../ui/playlistItems'
import { instrumentHint, keyChoices, keyHint, kindHint, tempoChoices, tempoHint } from './factWords'
import { TrackFacts } from './TrackFacts'

const features = sampleTrack().features as Features

function show(analysis: Analysis | undefined, known: Features = analysis?.features ?? features) {
  const actions = { onEdit: vi.fn(), onCorrect: vi.fn(), onWithdraw: vi.fn() }
  render(
    <MantineProvider>
      <TrackFacts features={known} analysis={analysis} {...actions} />
    </MantineProvider>,
  )
  return actions
}

test('a tempo comes with how sure it is, and is called uncertain below the threshold', () => {
  expect(tempoHint(features)).toBe('80 % sure')
  expect(tempoHint({ ...features, tempo_confidence: 0.49 })).toBe('uncertain · 49 % sure')
  expect(tempoHint({ ...features, pulse_clarity: 0.1 })).toBe('80 % sure · faint pulse')
  expect(tempoHint({ ...features, tempo_confidence: 0.9996 })).toBe('99 % sure')
  expect(tempoHint({ ...features, tempo_bpm: null })).toBeUndefined()
})

test('other tempi are offered once each, and not the one that holds', () => {
  const candidates = [120.2, 60.1, 240.4, 60.3].map((tempo_bpm) => ({ tempo_bpm, strength: 0.5 }))
  expect(tempoChoices({ ...features, tempo_candidates: candidates })).toEqual([60.1, 240.4])
  const corrected = { ...features, tempo_bpm: 60.1, tempo_candidates: candidates }
  expect(tempoChoices(corrected)).toEqual([120.2, 240.4])
})

test('a key below the threshold is called uncertain', () => {
  expect(keyHint({ ...features, key_confidence: 0.65 })).toBe('65 % sure')
  expect(keyHint({ ...features, key_confidence: 0.64 })).toBe('uncertain · 64 % sure')
})

test('only other keys that are likely enough are offered', () => {
  const analysis = sampleAnalysis()
  expect(keyChoices(analysis).map(({ key, mode }) => `${key} ${mode}`)).toEqual(['E major'])
  expect(keyChoices(undefined)).toEqual([])
})

test('what could not be measured is said, not made up', () => {
  show(undefined, { ...features, tempo_bpm: null, key: null, mode: null })
  expect(screen.getAllByText('None found')).toHaveLength(2)
  expect(screen.getByRole('button', { name: 'Correct the tempo' })).toBeDisabled()
})

test('one click corrects to another reading', async () => {
  const { onCorrect } = show(sampleAnalysis())
  await userEvent.click(screen.getByRole('button', { name: 'Correct the tempo to 60.1 BPM' }))
  expect(onCorrect).toHaveBeenCalledWith({ tempo_bpm: 60.1 })
  await userEvent.click(screen.getByRole('button', { name: 'Correct the key to E major' }))
  expect(onCorrect).toHaveBeenCalledWith({ key: 'E major' })
})

test('a correction shows what was heard, and one click takes it back', async () => {
  const correction = { name: 'tempo_bpm', value: 60.1, measured: 120.2, at: '2026-01-01T00:00:00Z' }
  const { onWithdraw } = show(sampleAnalysis({ corrections: [correction] }))
  expect(screen.getByText(/heard 120.2 BPM/)).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: /Take the tempo back/ }))
  expect(onWithdraw).toHaveBeenCalledWith('tempo_bpm')
})

test('a sample has an instrument, a song has bars', () => {
  show(sampleAnalysis({ kind: 'one_shot', instrument: 'kick' }))
  expect(screen.getByText('Kick')).toBeVisible()
  expect(screen.queryByText('Bar')).toBeNull()
})

test('a sample says how sure its kind and instrument are', () => {
  const sample = sampleAnalysis({ kind: 'loop', kind_confidence: 0.7, instrument: 'kick' })
  const guessed = { ...sample, instrument_probabilities: { bass: 0.2, kick: 0.8 } }
  expect(instrumentHint(guessed)).toBe('80 % sure')
  expect(instrumentHint({ ...guessed, instrument: null })).toBe('perhaps kick, 80 %')
  expect(instrumentHint(sample)).toBeUndefined()
  expect(kindHint({ ...sample, rhythm: { ...sample.rhythm, loop_beats: 8 } })).toBe(
    '8 beats long · 70 % sure',
  )
  expect(kindHint(sampleAnalysis())).toBeUndefined()
  expect(tempoHint(features, 'length')).toBe('80 % sure · by its length')
  expect(tempoHint(features, 'measured')).toBe('80 % sure')
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
  expect(playlistItems([item])).toEqual([{ track_id: 't2', reason: '90% alike in sound · +2 BPM' }])
})
