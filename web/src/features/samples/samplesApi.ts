import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, type Schemas, unwrap } from '../../api/client'
import type { SuggestionContext } from './suggestionTypes'

export type { Recommendations, Suggestion, Update } from './suggestionTypes'
export type Context = SuggestionContext
export type Policy = 'fusion' | 'rules'
export type MarkKind = Schemas['MarkKind']

/** A partial update: what is left out stays, null takes back. */
export type ContextUpdate = Schemas['ContextIn']
export type MarkIn = Schemas['MarkIn']
export type Mark = Schemas['MarkOut']
export type Preset = Schemas['PresetOut']
export type Settings = Schemas['RecommendationSettingsOut']
export type Estimate = Schemas['EstimateOut']
export type PolicyReport = Schemas['PolicyReportOut']
export type Report = Schemas['ReportOut']
export type DawIn = Schemas['DawIn']
export type Daw = Schemas['DawOut']

const inSession = (session: string) => ({ params: { query: { session } } })

export const sampleKeys = {
  all: ['recommendations'] as const,
  context: (session: string) => ['recommendations', 'context', session] as const,
  marks: (session: string) => ['recommendations', 'marks', session] as const,
  sessions: ['recommendations', 'sessions'] as const,
  presets: ['recommendations', 'presets'] as const,
  settings: ['recommendations', 'settings'] as const,
  report: ['recommendations', 'report'] as const,
  daw: ['recommendations', 'daw'] as const,
}

export const contextQuery = (session: string) =>
  queryOptions({
    queryKey: sampleKeys.context(session),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/recommendations/context', { ...inSession(session), signal })),
    staleTime: 30_000,
  })

export const changeContext = (session: string, body: ContextUpdate) =>
  unwrap(api.POST('/api/v1/recommendations/context', { ...inSession(session), body }))

export const resetContext = (session: string) =>
  unwrap(api.DELETE('/api/v1/recommendations/context', inSession(session)))

/** Sessions in which something was said: a project each. */
export const sessionsQuery = queryOptions({
  queryKey: sampleKeys.sessions,
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET('/api/v1/recommendations/sessions', { signal }))).items,
})

/** What was said of tracks, oldest first. */
export const marksQuery = (session: string) =>
  queryOptions({
    queryKey: sampleKeys.marks(session),
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET('/api/v1/recommendations/marks', {
            ...inSession(session),
            signal,
          }),
        )
      ).items,
    staleTime: 30_000,
  })

export const addMark = (session: string, body: MarkIn) =>
  unwrap(api.POST('/api/v1/recommendations/marks', { ...inSession(session), body }))

export const removeMark = (session: string, kind: MarkKind, trackId: string) =>
  unwrap(
    api.DELETE('/api/v1/recommendations/marks/{kind}/{track_id}', {
      params: { query: { session }, path: { kind, track_id: trackId } },
    }),
  )

export const presetsQuery = queryOptions({
  queryKey: sampleKeys.presets,
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET('/api/v1/recommendations/presets', { signal }))).items,
  staleTime: 60_000,
})

export const settingsQuery = queryOptions({
  queryKey: sampleKeys.settings,
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/recommendations/settings', { signal })),
  staleTime: 60_000,
})

export const reportQuery = queryOptions({
  queryKey: sampleKeys.report,
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/recommendations/report', { signal })),
})

const DAW_AGAIN_MS = 3_000

/** Whether a DAW is listened to; asked again while it is, since it may fall silent. */
export const dawQuery = queryOptions({
  queryKey: sampleKeys.daw,
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/recommendations/daw', { signal })),
  placeholderData: keepPreviousData,
  refetchInterval: ({ state }) => (state.data?.is_followed ? DAW_AGAIN_MS : false),
})

export const followDaw = (session: string, body: DawIn) =>
  unwrap(api.PUT('/api/v1/recommendations/daw', { ...inSession(session), body }))

export const leaveDaw = () => unwrap(api.DELETE('/api/v1/recommendations/daw'))

export const exportTrack = (session: string, trackId: string, fitted: boolean) =>
  unwrap(
    api.POST('/api/v1/recommendations/exports', {
      ...inSession(session),
      body: { track_id: trackId, fitted },
    }),
  )

/** Return every event that was noted, page by page. */
export async function allEvents(): Promise<Schemas['EventOut'][]> {
  const items: Schemas['EventOut'][] = []
  let after: number | undefined
  do {
    const query = after ? { after } : {}
    const page: Schemas['EventsOut'] = await unwrap(
      api.GET('/api/v1/recommendations/events', { params: { query } }),
    )
    items.push(...page.items)
    after = page.next_after ?? undefined
  } while (after)
  return items
}

export const forgetEvents = () => unwrap(api.DELETE('/api/v1/recommendations/events'))

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
