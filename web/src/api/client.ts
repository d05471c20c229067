import createClient from 'openapi-fetch'
import { create } from 'zustand'
import type { components, paths } from './schema'

export type Schemas = components['schemas']
export type Track = Schemas['TrackOut']
export type Features = Schemas['FeaturesOut']
export type Analysis = Schemas['AnalysisOut']
export type Section = Analysis['sections'][number]
export type Mood = Schemas['MoodOut']
export type Correction = Schemas['CorrectionOut']
export type Corrections = Schemas['CorrectionsIn']
export type Duplicate = Schemas['DuplicateOut']
export type Model = Schemas['ModelOut']
export type Source = Schemas['SourceOut']
export type Job = Schemas['JobOut']
export type JobDetail = Schemas['JobDetailOut']
export type Playlist = Schemas['PlaylistOut']
export type PlaylistDetail = Schemas['PlaylistDetailOut']
export type PlaylistItem = Schemas['PlaylistItemOut']
export type SimilarTrack = Schemas['FoundOut']
export type Waveform = Schemas['WaveformOut']
export type Problem = Schemas['ProblemOut']

/** What is read of a problem. */
export interface Said {
  code: string
  detail: string
  field?: string | null
  sha256?: string | null
}

/** An answer of the server that says no, in words a person can use. */
export class ApiError extends Error {
  readonly code: string
  readonly field: string | null
  /** Of a certificate that is not trusted: its fingerprint. */
  readonly sha256: string | null
  /** After how many seconds to ask again, where the server says so. */
  readonly waitS: number | null

  constructor(problem: Said, waitS: number | null = null) {
    super(problem.detail)
    this.name = 'ApiError'
    this.code = problem.code
    this.field = problem.field ?? null
    this.sha256 = problem.sha256 ?? null
    this.waitS = waitS
  }
}

export const api = createClient<paths>({
  baseUrl: globalThis.location.origin,
  // openapi-fetch would keep the fetch of its own start; tests put theirs in later.
  fetch: (request) => globalThis.fetch(request),
})

/** Whether the server has turned this page away because nobody is signed in. */
export const useTurnedAway = create<{ turnedAway: boolean }>(() => ({ turnedAway: false }))

/** Return the data of an answer, or throw what the server says is wrong. */
export async function unwrap<T>(
  answer: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await reach(answer)
  if (response.ok) return data as T
  const problem = readProblem(error)
  if (problem.code === 'login_required') useTurnedAway.setState({ turnedAway: true })
  throw new ApiError(problem, Number(response.headers.get('Retry-After')) || null)
}

export const UNREACHABLE = 'Menura does not answer. Check that it is running, then try again.'

async function reach<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError({ code: 'unreachable', detail: UNREACHABLE })
  }
}

/** Read what the server says is wrong. */
export function readProblem(body: unknown): Said {
  if (typeof body === 'object' && body !== null && 'detail' in body && 'code' in body) {
    return body as Problem
  }
  return {
    code: 'unknown',
    detail: 'Menura answered with something that makes no sense here. Its log has the details.',
  }
}

/** Return what to tell a person about an error, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

export function audioUrl(trackId: string): string {
  return `/api/v1/tracks/${encodeURIComponent(trackId)}/audio`
}

export type PlaylistForm = Schemas['PlaylistForm']

export function exportUrl(playlistId: string, form: PlaylistForm): string {
  return `/api/v1/playlists/${encodeURIComponent(playlistId)}/export?format=${form}`
}
