import { ApiError, readProblem, UNREACHABLE } from '../../api/client'
import type { Recommendations, Suggestion, Update } from './suggestionTypes'

const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 15_000
/** A page that is left for another one that shows the same needs no new connection. */
const LINGER_MS = 1_000

export interface SuggestionState {
  update: Update | null
  /** False from the loss of a connection until the next one. */
  isLive: boolean
  isPending: boolean
  /** Why there is nothing to show. */
  error: Error | null
}

/** Which list a suggestion came with: a card may outlive it. */
const lists = new WeakMap<Suggestion, Recommendations>()

/** Return the list that a suggestion came with. */
export function listOf(suggestion: Suggestion): Recommendations | undefined {
  return lists.get(suggestion)
}

/**
 * One connection that brings a session's list whenever it is ranked anew.
 *
 * A browser takes up a stream that broke where it was; where it gives up (after an answer that is
 * no stream), a new one is opened. Meanwhile the list of now is asked for.
 */
export class SuggestionFeed {
  private state: SuggestionState = { update: null, isLive: true, isPending: true, error: null }
  private readonly listeners = new Set<() => void>()
  private stream: EventSource | undefined
  private retry: ReturnType<typeof setTimeout> | undefined
  private linger: ReturnType<typeof setTimeout> | undefined
  private waitMs = FIRST_RETRY_MS
  /** The newest event; a stream that is opened anew goes on after it. */
  private lastId = ''

  /** `query`: whose list, and how it is wished; as in an address. */
  constructor(private readonly query: string) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    clearTimeout(this.linger)
    if (!this.stream && this.retry === undefined) this.open()
    return () => {
      this.listeners.delete(listener)
      if (this.listeners.size === 0) this.linger = setTimeout(this.close, LINGER_MS)
    }
  }

  read = (): SuggestionState => this.state

  /** Ask for the list of now. */
  async refresh(): Promise<void> {
    try {
      const recommendations = await this.fetchTop()
      this.put({ id: '', cause: '', causes: [], recommendations })
    } catch (error) {
      this.show({ isPending: false, error: this.state.update ? null : (error as Error) })
    }
  }

  private open = (): void => {
    this.retry = undefined
    if (typeof EventSource === 'undefined') {
      void this.refresh()
      return
    }
    const stream = new EventSource(this.streamUrl())
    this.stream = stream
    stream.onopen = () => {
      this.waitMs = FIRST_RETRY_MS
      this.show({ isLive: true })
    }
    stream.addEventListener('recommendations', (message: MessageEvent<string>) => {
      const update = JSON.parse(message.data) as Update
      this.lastId = update.id
      this.put(update)
    })
    stream.onerror = () => this.lose(stream)
  }

  private lose(stream: EventSource): void {
    // A stream that ends is no trouble yet; one that cannot be opened again is.
    if (!this.state.isLive || !this.state.update) void this.refresh()
    this.show({ isLive: false })
    if (stream.readyState !== EventSource.CLOSED) return
    clearTimeout(this.retry)
    this.retry = setTimeout(this.open, this.waitMs)
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_RETRY_MS)
  }

  private close = (): void => {
    clearTimeout(this.retry)
    this.retry = undefined
    this.stream?.close()
    this.stream = undefined
    this.lastId = ''
    // What it would miss from now on is not shown as if it were new.
    this.state = { update: null, isLive: true, isPending: true, error: null }
  }

  private put(update: Update): void {
    for (const item of update.recommendations.items) lists.set(item, update.recommendations)
    this.show({ update, isPending: false, error: null })
  }

  private show(part: Partial<SuggestionState>): void {
    this.state = { ...this.state, ...part }
    for (const listener of this.listeners) listener()
  }

  private async fetchTop(): Promise<Recommendations> {
    const answer = await fetch(`/api/v1/recommendations/top?${this.query}`).catch(() => {
      throw new ApiError({ code: 'unreachable', detail: UNREACHABLE })
    })
    const body: unknown = await answer.json().catch(() => null)
    if (!answer.ok) throw new ApiError(readProblem(body))
    return body as Recommendations
  }

  private streamUrl(): string {
    const query = new URLSearchParams(this.query)
    if (this.lastId) query.set('last_id', this.lastId)
    return `/api/v1/recommendations/stream?${query}`
  }
}
