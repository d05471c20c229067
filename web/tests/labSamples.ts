import type { Batch, Clip, Cluster, Session } from '../src/features/lab/labApi'

/** Make a clip: techno at 130 BPM, as meant; a test names only what it is about. */
export function sampleClip(part: Partial<Clip> = {}): Clip {
  return {
    id: 'k1',
    batch_id: 'b1',
    cluster_id: 'c1',
    audio_url: `/media/s1/${part.id ?? 'k1'}.wav`,
    duration_sec: 6,
    created_at: '2026-01-01T00:00:00Z',
    name: null,
    pinned: false,
    favourite: false,
    provider: 'builtin',
    seed: 7,
    genre: 'techno',
    instruments: ['drums', 'rolling_bass'],
    wanted_bpm: 130,
    wanted_key: 'Bb minor',
    preview_gain_db: -4,
    features: {
      tempo_bpm: 65,
      tempo_confidence: 0.6,
      key: 'C# major',
      key_confidence: 0.5,
      loudness_lufs: -14,
      loudness_range_lu: 3,
      true_peak_dbtp: -1,
      onset_rate_hz: 5,
      brightness: 0.1,
      energy: 0.6,
      centroid_hz: 800,
      tempo_check: { passed: true, reason: 'The onsets repeat at the tempo asked for.' },
      key_check: { passed: true, reason: 'The key asked for is heard.' },
      peaks: [10, 127, 60],
    },
    ...part,
  }
}

export function sampleCluster(id: string, label: string, clipIds: readonly string[]): Cluster {
  return { id, label, clips: clipIds.map((clip) => sampleClip({ id: clip, cluster_id: id })) }
}

export function sampleBatch(part: Partial<Batch> = {}): Batch {
  const clusters = part.clusters ?? [sampleCluster('c1', 'dark techno', ['k1', 'k2'])]
  const count = clusters.reduce((sum, cluster) => sum + cluster.clips.length, 0)
  return {
    id: 'b1',
    kind: 'initial',
    parent_cluster_ids: [],
    created_at: '2026-01-01T00:00:00Z',
    num_requested: count,
    num_generated: count,
    seed: 3,
    silhouette: null,
    clear_groups: null,
    ...part,
    clusters,
  }
}

export function sampleSession(part: Partial<Session> = {}): Session {
  return {
    id: 's1',
    brief: 'dark techno',
    params: { energy: 0.8, density: 0.6, duration_sec: 6 },
    prompt: 'dark techno | energy=0.80 | density=0.60 | duration=6.0s',
    created_at: '2026-01-01T00:00:00Z',
    name: null,
    pinned: false,
    space: 'dsp:1',
    batches: [sampleBatch()],
    making: [],
    error: null,
    ...part,
  }
}
