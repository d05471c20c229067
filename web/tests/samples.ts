import type { Job, Source, Track } from '../src/api/client'

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
      spectrum_db: new Array<number>(31).fill(-20),
    },
    ...part,
  }
}

export function sampleJob(part: Partial<Job> = {}): Job {
  return {
    id: 'j1',
    kind: 'scan',
    title: 'Scan Music',
    status: 'running',
    progress: 0.25,
    stage: 'listening',
    counts: {},
    rate_per_minute: null,
    time_left_s: null,
    parent_id: null,
    cancel_requested: false,
    attempts: 1,
    error: null,
    result: null,
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
    created_at: '2026-01-01T00:00:00Z',
    last_scan_at: null,
    counts: { found: 0, analysed: 0, failed: 0, missing: 0, total: 0 },
    scan_job_id: null,
    ...part,
  }
}
