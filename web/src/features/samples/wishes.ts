import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { SESSION } from './suggestionTypes'

const LONGEST_NAME = 100 // what the API takes

/** How somebody wants suggestions in this browser; kept for the next time. */
export interface Wishes {
  /** The project that is worked on: a session of the server. */
  session: string
  /** Let one suggestion be drawn at random. */
  explore: boolean
  /** How to rank; null: as the server is set up. */
  mode: 'fusion' | 'rules' | null
}

export const useWishes = create<Wishes>()(
  persist((): Wishes => ({ session: SESSION, explore: false, mode: null }), {
    name: 'menura-samples',
    merge: (kept, initial) => readWishes(kept, initial),
  }),
)

/** Return what was kept, as far as it can still be wished. */
export function readWishes(kept: unknown, initial: Wishes): Wishes {
  const { session, explore, mode } = (kept ?? {}) as Partial<Record<keyof Wishes, unknown>>
  return {
    session: typeof session === 'string' && !nameProblem(session) ? session : initial.session,
    explore: explore === true,
    mode: mode === 'fusion' || mode === 'rules' ? mode : null,
  }
}

/** Say why something cannot be the name of a project; nothing while it can. */
export function nameProblem(name: string): string | undefined {
  if (name.trim() !== '' && name.length <= LONGEST_NAME && !/\p{C}/u.test(name)) return undefined
  return `A project's name has 1 to ${LONGEST_NAME} printable characters.`
}

/** Return what people call a session. */
export function projectName(session: string): string {
  return session === SESSION ? 'Default project' : session
}

/** Return all sessions to choose from: the first one, those that are kept, and the chosen one. */
export function projectsOf(kept: readonly string[], chosen: string): string[] {
  const others = new Set([...kept, chosen])
  others.delete(SESSION)
  return [SESSION, ...[...others].sort((a, b) => a.localeCompare(b))]
}

type Asked = Pick<Wishes, 'explore' | 'mode'>

/** Return how a list is asked for. */
export function toQuery(session: string, { explore, mode }: Asked): URLSearchParams {
  const query = new URLSearchParams({ session })
  if (explore) query.set('explore', 'true')
  if (mode) query.set('mode', mode)
  return query
}
