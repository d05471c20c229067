import { useCallback, useEffect, useRef } from 'react'
import { listOf } from './suggestionFeed'
import type { Recommendations, Suggestion } from './suggestionTypes'

const FLUSH_EVERY_MS = 3_000
/** No more than this at once; the server takes 500. */
const BATCH = 200
const SEEN_SHARE = 0.5
const SEEN_MS = 1_000

export type SuggestionEventKind = 'view' | 'preview' | 'accept' | 'skip'

interface SuggestionEvent {
  id: string
  type: `recommendation.${SuggestionEventKind}`
  at: string
  request_id: string
  track_id: string
  position: number
  policy: string
  propensity: number
  context_version: number
  score_components: Record<string, number>
  shown_by: string[]
  source: string
  is_exploration: boolean
}

interface Waiting {
  session: string
  event: SuggestionEvent
  tries: number
}

type Send = (session: string, events: readonly SuggestionEvent[], isLast: boolean) => Promise<void>

/** Collects events and sends them some at a time; that it cannot disturbs nobody. */
export class EventQueue {
  private waiting: Waiting[] = []
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly seen = new Set<string>()

  constructor(private readonly send: Send = sendEvents) {}

  /** Note what became of a suggestion; a sight counts once for each list. */
  report(kind: SuggestionEventKind, suggestion: Suggestion, list: Recommendations): void {
    const shown = `${list.request_id} ${suggestion.track.id}`
    if (kind === 'view' && this.seen.has(shown)) return
    if (kind === 'view') this.seen.add(shown)
    this.waiting.push({ session: list.session, event: eventOf(kind, suggestion, list), tries: 0 })
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_EVERY_MS)
  }

  /** Send what waits; `isLast`: the page goes away, and nothing can be tried again. */
  async flush(isLast = false): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    const going = this.waiting
    this.waiting = []
    const sessions = [...new Set(going.map(({ session }) => session))]
    await Promise.all(
      sessions.flatMap((session) => {
        const own = going.filter((one) => one.session === session)
        return batches(own).map((batch) => this.sendBatch(session, batch, isLast))
      }),
    )
  }

  private async sendBatch(session: string, batch: Waiting[], isLast: boolean): Promise<void> {
    const events = batch.map(({ event }) => event)
    try {
      await this.send(session, events, isLast)
    } catch {
      // Events have ids: one that came through after all is not counted twice.
      this.waiting.push(
        ...batch.filter(({ tries }) => tries === 0).map((one) => ({ ...one, tries: 1 })),
      )
      if (this.waiting.length > 0) {
        this.timer ??= setTimeout(() => void this.flush(), FLUSH_EVERY_MS)
      }
    }
  }
}

const queue = new EventQueue()
window.addEventListener('pagehide', () => void queue.flush(true))

/** Note what became of a suggestion that is shown. */
export function reportSuggestion(kind: SuggestionEventKind, suggestion: Suggestion): void {
  const list = listOf(suggestion)
  if (list) queue.report(kind, suggestion, list)
}

/** Note that a suggestion was seen; for the element that shows it. */
export function useSeenSuggestion(suggestion: Suggestion): (element: Element | null) => void {
  return useSeen(
    suggestion,
    useCallback(() => reportSuggestion('view', suggestion), [suggestion]),
  )
}

/** Call back once for each `what`, when half of an element was in sight for a second. */
export function useSeen(what: unknown, onSeen: () => void): (element: Element | null) => void {
  const element = useRef<Element | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: something else is to be seen anew
  useEffect(() => {
    if (!element.current || typeof IntersectionObserver === 'undefined') return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const observer = new IntersectionObserver(
      (entries) => {
        const inSight = (entries.at(-1)?.intersectionRatio ?? 0) >= SEEN_SHARE
        clearTimeout(timer)
        if (inSight) timer = setTimeout(onSeen, SEEN_MS)
      },
      { threshold: [SEEN_SHARE] },
    )
    observer.observe(element.current)
    return () => {
      clearTimeout(timer)
      observer.disconnect()
    }
  }, [what, onSeen])
  return useCallback((found) => {
    element.current = found
  }, [])
}

function eventOf(
  kind: SuggestionEventKind,
  suggestion: Suggestion,
  { request_id, context }: Recommendations,
): SuggestionEvent {
  return {
    id: newEventId(),
    type: `recommendation.${kind}`,
    at: new Date().toISOString(),
    request_id,
    track_id: suggestion.track.id,
    position: suggestion.position,
    policy: suggestion.policy,
    propensity: suggestion.propensity,
    context_version: context.version,
    score_components: suggestion.score_components,
    shown_by: suggestion.shown_by,
    source: suggestion.source,
    is_exploration: suggestion.is_exploration,
  }
}

/**
 * Return a UUID that sorts by time (RFC 9562, version 7), as those of the server do; the
 * browser's own `randomUUID` does not, and is missing where a page came without TLS.
 */
export function newEventId(nowMs = Date.now()): string {
  const random = Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
  const time = nowMs.toString(16).padStart(12, '0')
  const variant = '89ab'[Number.parseInt(random[3] ?? '0', 16) % 4]
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${random.slice(0, 3)}`,
    `${variant}${random.slice(4, 7)}`,
    random.slice(7, 19),
  ].join('-')
}

function batches(waiting: readonly Waiting[]): Waiting[][] {
  const count = Math.ceil(waiting.length / BATCH)
  return Array.from({ length: count }, (_, i) => waiting.slice(i * BATCH, (i + 1) * BATCH))
}

async function sendEvents(
  session: string,
  events: readonly SuggestionEvent[],
  isLast: boolean,
): Promise<void> {
  const url = `/api/v1/recommendations/events?${new URLSearchParams({ session })}`
  const body = JSON.stringify({ events })
  if (isLast && navigator.sendBeacon?.(url, new Blob([body], { type: 'application/json' }))) return
  const headers = { 'Content-Type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body, keepalive: isLast })
  // What the server refuses would be refused again.
  if (answer.status >= 500) throw new Error(`status ${answer.status}`)
}
