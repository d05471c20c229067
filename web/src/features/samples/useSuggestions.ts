import { useSyncExternalStore } from 'react'
import { SuggestionFeed, type SuggestionState } from './suggestionFeed'
import { type Recommendations, SESSION } from './suggestionTypes'

const feeds = new Map<string, SuggestionFeed>()

/** Follow what is suggested in a session, live; all who do share one connection. */
export function useSuggestions(session: string = SESSION): SuggestionState {
  const feed = feedOf(session)
  return useSyncExternalStore(feed.subscribe, feed.read)
}

/** Show at once what the server is about to say; its next list counts. */
export function changeSuggestions(
  session: string,
  change: (shown: Recommendations) => Recommendations,
): void {
  feedOf(session).change(change)
}

/** Ask for the list of now. */
export function refreshSuggestions(session: string): Promise<void> {
  return feedOf(session).refresh()
}

function feedOf(session: string): SuggestionFeed {
  const feed = feeds.get(session) ?? new SuggestionFeed(session)
  feeds.set(session, feed)
  return feed
}
