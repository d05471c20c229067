import type { QaCheck, QaReport } from '../src/features/studio/qaReport'
import type { Decision, Parsed, ProductionDetail } from '../src/features/studio/studioApi'

interface ParsedPart {
  prompt?: Partial<Parsed['prompt']>
  plan?: Partial<Parsed['plan']>
  decisions?: Decision[]
}

/** Make a sentence that was read: house in F minor; a test names only what it is about. */
export function sampleParsed(part: ParsedPart = {}): Parsed {
  return {
    prompt: {
      style: 'house',
      genre: 'house',
      blend: null,
      bpm: null,
      key: 'F',
      mode: 'minor',
      instruments: ['bass'],
      excluded: [],
      structure: [],
      duration_s: 120,
      energy: null,
      density: null,
      moods: ['dark'],
      vocals: 'unspecified',
      references: [],
      confidence: { genre: 1, key: 0.9, mode: 0.7, duration_s: 0.95 },
      reader: 'rules',
      ...part.prompt,
    },
    plan: {
      genre: 'house',
      blend: null,
      bpm: 124,
      key: 'F',
      mode: 'minor',
      duration_s: 120,
      energy: 0.6,
      density: 0.5,
      brightness: 0.5,
      instruments: ['bass'],
      excluded: [],
      sections: [],
      ...part.plan,
    },
    decisions: part.decisions ?? [
      { field: 'bpm', chosen: '124', reason: 'Usual for House: 120 to 128.', rejected: [] },
    ],
  }
}

export function sampleCheck(part: Partial<QaCheck> = {}): QaCheck {
  return {
    name: 'tempo',
    title: 'Tempo',
    passed: true,
    measured: '124.0 BPM',
    target: '124 ± 2 BPM',
    reason: '',
    severity: 'error',
    ...part,
  }
}

export function sampleReport(part: Partial<QaReport> = {}): QaReport {
  return {
    passed: true,
    checks: [sampleCheck()],
    defects: [],
    curves: {
      loudness_times_s: [],
      momentary_lufs: [],
      short_term_lufs: [],
      spectrum_hz: [],
      spectrum_db: [],
      reference_db: [],
    },
    ...part,
  }
}

export function sampleProduction(part: Partial<ProductionDetail> = {}): ProductionDetail {
  return {
    id: 'p1',
    title: 'House in F minor',
    prompt: 'House in F minor',
    state: 'finished',
    seed: 7,
    engine_version: '1',
    genre: 'house',
    blend: null,
    bpm: 124,
    key: 'F',
    mode: 'minor',
    duration_s: 120,
    stems: ['drums', 'bass'],
    loudness_lufs: -14,
    qa_passed: true,
    size_bytes: 1_000,
    parent_id: null,
    change: null,
    mix_url: '/mix.wav',
    error_code: null,
    error_message: null,
    created_at: '2026-01-01T00:00:00Z',
    finished_at: '2026-01-01T00:01:00Z',
    structured_prompt: null,
    plan: null,
    decisions: [],
    sections: [
      { name: 'intro', start_s: 0, end_s: 30, energy: 0.3 },
      { name: 'drop', start_s: 30, end_s: 120, energy: 0.9 },
    ],
    stem_files: [],
    artifacts: [],
    reference: null,
    qa: null,
    children: [],
    pack_url: null,
    ...part,
  }
}
