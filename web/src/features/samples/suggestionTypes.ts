import type { Schemas } from '../../api/client'

/** The session of who names none. */
export const SESSION = 'default'

export type SuggestionContext = Schemas['ContextOut']
export type Suggestion = Schemas['SuggestionOut']
export type Recommendations = Schemas['RecommendationsOut']

/** A list that was ranked anew, and why; what the stream sends. */
export interface Update {
  id: string
  /** In words; empty where nothing changed. */
  cause: string
  causes: string[]
  recommendations: Recommendations
}
