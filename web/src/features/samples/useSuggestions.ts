import { useEffect, useState, useSyncExternalStore } from 'react'
import { SuggestionFeed, type SuggestionState } from './suggestionFeed'
import type { Update } from './suggestionTypes'
import { toQuery, useWishes } from './wishes'

const feeds = new Map<string, SuggestionFeed>()

/** Follow what is suggested in a session, live; all who do share one connection. */
export function useSuggestions(session: string): SuggestionState {
  const explore = useWishes((wishes) => wishes.explore)
  const mode = useWishes((wishes) => wishes.mode)
  const feed = feedOf(String(toQuery(session, { explore, mode })))
  const state = useSyncExternalStore(feed.subscribe, feed.read)
  // Asked for in another way, the list of before stands until the new one is there.
  const [last, setLast] = useState<Update | null>(null)
  useEffect(() => {
    if (state.update) setLast(state.update)
  }, [state.update])
  const isSame = last?.recommendations.session === session
  return state.isPending && isSame ? { ...state, update: last } : state
}

/** Ask for the list of now. */
export function refreshSuggestions(session: string): Promise<void> {
  return feedOf(String(toQuery(session, useWishes.getState()))).refresh()
}

function feedOf(query: string): SuggestionFeed {
  const feed = feeds.get(query) ?? new SuggestionFeed(query)
  feeds.set(query, feed)
  return feed
}
