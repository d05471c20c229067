import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { type Track, api as typedApi, unwrap } from '../../api/client'
import type { SuggestionContext } from './suggestionTypes'

export type { Recommendations, Suggestion, Update } from './suggestionTypes'
export type Context = SuggestionContext
export type Policy = 'fusion' | 'rules'
export type MarkKind = 'accept' | 'pin' | 'dismiss' | 'more' | 'less'

/** A partial update of a context: what is left out stays, null takes back. */
export interface ContextUpdate {
  bpm?: number | null
  key?: string | null
  mode?: string | null
  mood_tags?: string[] | null
  genre_intent?: string | null
  time_remaining_s?: number | null
  preferences?: Partial<Context['preferences']>
  prompt?: string | null
  accepted_track_ids?: string[] | null
}

export interface MarkIn {
  track_id: string
  kind: MarkKind
  reason?: string | null
  expires_in_s?: number | null
}

export interface Mark {
  track: Track
  kind: MarkKind
  reason: string | null
  at: string
  expires_at: string | null
}

export interface Preset {
  name: string
  sample_count: number
  context: ContextUpdate
}

export interface Settings {
  weights: Record<string, number>
  mode: 'fusion' | 'rules' | 'ab'
  rules_share: number
  use_clap: boolean
  spaces: string[]
  roles: string[]
  packs: string[]
  export_folder: string
}

export interface Estimate {
  value: number | null
  low: number | null
  high: number | null
}

export interface PolicyReport {
  policy: Policy
  requests: number
  sessions: number
  views: number
  previews: number
  accepts: number
  skips: number
  acceptance_at_10: Estimate
  time_to_preview_s: number | null
  accepts_per_request: Estimate
  effective_requests: number
}

export interface Report {
  items: PolicyReport[]
  difference: Estimate
  since: string | null
  note: string | null
}

export interface DawIn {
  kind: 'ableton'
  host: string
  send_port: number
  receive_port: number
}

export interface Daw extends Partial<Record<'session' | 'host' | 'key' | 'scale', string | null>> {
  is_followed: boolean
  is_connected: boolean
  send_port?: number | null
  receive_port?: number | null
  bpm?: number | null
  heard_at?: string | null
}

export interface Exported {
  name: string
  path: string
  size_bytes: number
  at: string
}

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}
type Ask = <T>(path: string, init?: object) => Promise<Answer<T>>
const api = typedApi as unknown as Record<'GET' | 'POST' | 'PUT' | 'DELETE', Ask>
const inSession = (session: string) => ({ params: { query: { session } } })

export const sampleKeys = {
  all: ['recommendations'] as const,
  context: (session: string) => ['recommendations', 'context', session] as const,
  marks: (session: string) => ['recommendations', 'marks', session] as const,
  presets: ['recommendations', 'presets'] as const,
  settings: ['recommendations', 'settings'] as const,
  report: ['recommendations', 'report'] as const,
  daw: ['recommendations', 'daw'] as const,
}

export const contextQuery = (session: string) =>
  queryOptions({
    queryKey: sampleKeys.context(session),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET<Context>('/api/v1/recommendations/context', { ...inSession(session), signal }),
      ),
    staleTime: 30_000,
  })

export const changeContext = (session: string, body: ContextUpdate) =>
  unwrap(api.POST<Context>('/api/v1/recommendations/context', { ...inSession(session), body }))

export const resetContext = (session: string) =>
  unwrap(api.DELETE<unknown>('/api/v1/recommendations/context', inSession(session)))

/** What was said of tracks, oldest first. */
export const marksQuery = (session: string) =>
  queryOptions({
    queryKey: sampleKeys.marks(session),
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET<{ items: Mark[] }>('/api/v1/recommendations/marks', {
            ...inSession(session),
            signal,
          }),
        )
      ).items,
    staleTime: 30_000,
  })

export const addMark = (session: string, body: MarkIn) =>
  unwrap(api.POST<unknown>('/api/v1/recommendations/marks', { ...inSession(session), body }))

export const removeMark = (session: string, kind: MarkKind, trackId: string) =>
  unwrap(
    api.DELETE<unknown>('/api/v1/recommendations/marks/{kind}/{track_id}', {
      params: { query: { session }, path: { kind, track_id: trackId } },
    }),
  )

export const presetsQuery = queryOptions({
  queryKey: sampleKeys.presets,
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET<{ items: Preset[] }>('/api/v1/recommendations/presets', { signal })))
      .items,
  staleTime: 60_000,
})

export const settingsQuery = queryOptions({
  queryKey: sampleKeys.settings,
  queryFn: ({ signal }) =>
    unwrap(api.GET<Settings>('/api/v1/recommendations/settings', { signal })),
  staleTime: 60_000,
})

export const reportQuery = queryOptions({
  queryKey: sampleKeys.report,
  queryFn: ({ signal }) => unwrap(api.GET<Report>('/api/v1/recommendations/report', { signal })),
})

const DAW_AGAIN_MS = 3_000

/** Whether a DAW is listened to; asked again while it is, since it may fall silent. */
export const dawQuery = queryOptions({
  queryKey: sampleKeys.daw,
  queryFn: ({ signal }) => unwrap(api.GET<Daw>('/api/v1/recommendations/daw', { signal })),
  placeholderData: keepPreviousData,
  refetchInterval: ({ state }) => (state.data?.is_followed ? DAW_AGAIN_MS : false),
})

export const followDaw = (session: string, body: DawIn) =>
  unwrap(api.PUT<Daw>('/api/v1/recommendations/daw', { ...inSession(session), body }))

export const leaveDaw = () => unwrap(api.DELETE<unknown>('/api/v1/recommendations/daw'))

export const exportTrack = (session: string, trackId: string, fitted: boolean) =>
  unwrap(
    api.POST<Exported>('/api/v1/recommendations/exports', {
      ...inSession(session),
      body: { track_id: trackId, fitted },
    }),
  )

interface EventsPage {
  items: unknown[]
  next_after: string | null
}

/** Return every event that was noted, page by page. */
export async function allEvents(): Promise<unknown[]> {
  const items: unknown[] = []
  let after: string | null | undefined
  do {
    const query = after ? { after } : {}
    const page: EventsPage = await unwrap(
      api.GET<EventsPage>('/api/v1/recommendations/events', { params: { query } }),
    )
    items.push(...page.items)
    after = page.next_after
  } while (after)
  return items
}

export const forgetEvents = () =>
  unwrap(api.DELETE<{ events: number; sessions: number }>('/api/v1/recommendations/events'))

/** Return where a track can be fetched fitted to the context, or to a tempo of its own. */
export function fittedUrl(
  trackId: string,
  session: string,
  fit: { bpm?: number | null; transpose?: number } = {},
): string {
  const query = new URLSearchParams({ session })
  if (fit.bpm != null) query.set('bpm', String(fit.bpm))
  if (fit.transpose !== undefined) query.set('transpose', String(fit.transpose))
  return `/api/v1/recommendations/tracks/${encodeURIComponent(trackId)}/audio?${query}`
}
