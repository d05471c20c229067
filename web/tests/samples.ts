import type { Analysis, Features, Job, Source, Track } from '../src/api/client'

/** Make a track; a test names only what it is about. */
export function sampleTrack(part: Partial<Track> = {}): Track {
  return {
    id: 't1',
    kind: 'song',
    source_id: 's1',
    location: 'night/01.flac',
    title: 'Night Drive',
    artist: 'The Quiet Trio',
    artists: ['The Quiet Trio'],
    album: 'Night',
    album_artist: null,
    year: 2001,
    track_number: 1,
    genres: [],
    duration_s: 185.4,
    size_bytes: 1000,
    state: 'analysed',
    error: null,
    added_at: '2026-01-01T00:00:00Z',
    analysed_at: '2026-01-01T00:01:00Z',
    favourite: false,
    path: null,
    rating: null,
    features: {
      tempo_bpm: 120.2,
      tempo_confidence: 0.8,
      tempo_candidates: [
        { tempo_bpm: 120.2, strength: 1 },
        { tempo_bpm: 60.1, strength: 0.6 },
      ],
      key: 'C#',
      mode: 'minor',
      key_confidence: 0.9,
      tuning_cents: 0,
      loudness_lufs: -12.3,
      loudness_range_lu: 4,
      true_peak_dbtp: -1,
      energy: 0.5,
      brightness: 0.4,
      pulse_clarity: 0.6,
      instrument: null,
      corrected: [],
      spectrum_db: new Array<number>(31).fill(-20),
    },
    ...part,
  }
}

export function sampleJob(part: Partial<Job> = {}): Job {
  return {
    job_id: 'j1',
    kind: 'scan',
    title: 'Scan Music',
    status: 'processing',
    cancelled: false,
    progress: 25,
    stage: 'listening',
    counts: {},
    rate_per_minute: null,
    time_left_s: null,
    parent_id: null,
    cancel_requested: false,
    attempts: 1,
    error: null,
    results: {},
    created_at: '2026-01-01T00:00:00Z',
    started_at: '2026-01-01T00:00:00Z',
    finished_at: null,
    ...part,
  }
}

export function sampleSource(part: Partial<Source> = {}): Source {
  return {
    id: 's1',
    kind: 'folder',
    name: 'Music',
    location: '/music',
    account: '',
    created_at: '2026-01-01T00:00:00Z',
    last_scan_at: null,
    counts: { found: 0, analysed: 0, failed: 0, missing: 0, total: 0 },
    scan_job_id: null,
    ...part,
  }
}

/** Make all that is known of a song; a test names only what it is about. */
export function sampleAnalysis(part: Partial<Analysis> = {}): Analysis {
  return {
    track_id: 't1',
    kind: 'song',
    kind_confidence: 0.99,
    instrument: null,
    instrument_probabilities: {},
    features: sampleTrack().features as Features,
    key_candidates: [
      { key: 'C#', mode: 'minor', probability: 0.9 },
      { key: 'E', mode: 'major', probability: 0.06 },
      { key: 'F#', mode: 'minor', probability: 0.01 },
    ],
    rhythm: {
      beats_s: [0, 0.5, 1, 1.5, 2],
      downbeats_s: [0, 2],
      beat_confidence: 0.9,
      downbeat_confidence: 0.9,
      beats_per_bar: 4,
      tempo_source: 'measured',
      pulse_clarity: 0.6,
      onset_rate_hz: 3.5,
      loop_beats: null,
    },
    levels: {
      momentary_max_lufs: -8,
      short_term_max_lufs: -9,
      sample_peak_dbfs: -1,
      crest_db: 13,
      plr_lu: 9,
      psr_lu: 8,
      replaygain_db: -6,
      stereo_width: 0.2,
      stereo_correlation: 0.6,
      lead_in_s: 0,
      lead_out_s: 0,
      eq_bands_db: { sub: -16, bass: -6 },
    },
    sections: [],
    intro_end_s: null,
    outro_start_s: null,
    moods: [
      { label: 'happy', probability: 0.7, source: 'estimated', confidence: 0.42 },
      { label: 'relaxed', probability: 0.3, source: 'estimated', confidence: 0.42 },
    ],
    tags: [],
    fingerprint: null,
    file: {
      codec: 'flac',
      sample_rate_hz: 44100,
      channels: 2,
      declared_duration_s: 185.4,
      decode_error_count: 0,
      content_hash: null,
      tagged_bpm: null,
      tagged_key: null,
      tagged_replaygain_db: null,
    },
    corrections: [],
    steps: [],
    ...part,
  }
}
