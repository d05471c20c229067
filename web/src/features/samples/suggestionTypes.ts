import type { Track } from '../../api/client'

/** The session of who names none. */
export const SESSION = 'default'

export interface SuggestionContext {
  session: string
  version: number
  bpm: number | null
  key: string | null
  mode: 'major' | 'minor' | null
  scale: string | null
  camelot: string | null
  mood_tags: string[]
  genre_intent: string | null
  time_remaining_s: number | null
  preferences: {
    ban_tracks: string[]
    ban_packs: string[]
    ban_tags: string[]
    roles_wanted: string[]
    allow_transpose: boolean
  }
  prompt: string | null
  accepted_track_ids: string[]
  origin: 'manual' | 'ableton'
  is_stale: boolean
  updated_at: string | null
}

export interface Suggestion {
  position: number
  track: Track
  score: number
  score_components: Record<string, number>
  source: 'clap' | 'musicnn' | 'dsp' | 'recency'
  rationale: string[]
  tempo_factor: number | null
  stretch_ratio: number | null
  transpose_semitones: number
  similar_count: number
  similar_ids: string[]
  pack: string
  policy: 'fusion' | 'rules'
  propensity: number
  shown_by: string[]
  is_exploration: boolean
  is_pinned: boolean
}

export interface Recommendations {
  request_id: string
  session: string
  policy: 'fusion' | 'rules'
  context: SuggestionContext
  items: Suggestion[]
  candidate_count: number
  sample_count: number
  note: string | null
  preset: string | null
  seed: number | null
  weights: Record<string, number>
}

/** A list that was ranked anew, and why. */
export interface Update {
  id: string
  cause: string
  causes: string[]
  recommendations: Recommendations
}
