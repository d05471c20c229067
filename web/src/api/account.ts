import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, type Schemas, unwrap, useTurnedAway } from './client'

export type Account = Schemas['AccountOut']

const ACCOUNT_KEY = ['account'] as const
/** Remembers of a browser that this Menura asks who comes. */
const ASKS = 'menura-asks-who'

/** Who uses this page, and whether they have to sign in first. */
export const accountQuery = queryOptions({
  queryKey: ACCOUNT_KEY,
  queryFn: async ({ signal }) => {
    const account = await unwrap(api.GET('/api/v1/account', { signal }))
    if (account.via === 'open') localStorage.removeItem(ASKS)
    else localStorage.setItem(ASKS, 'yes')
    return account
  },
  staleTime: 60_000,
})

/**
 * Tell whether the page may be shown, or somebody has to sign in first.
 *
 * Until the answer is there the page is shown at once, for most Menuras ask nobody; where this
 * one is known to ask, it is `unknown`, lest a page flashes up that nobody may see.
 */
export function useDoor(): 'open' | 'closed' | 'unknown' {
  const turnedAway = useTurnedAway((state) => state.turnedAway)
  const { data: account, isPending } = useQuery(accountQuery)
  if (turnedAway || account?.needs_login) return 'closed'
  return isPending && localStorage.getItem(ASKS) ? 'unknown' : 'open'
}

/** Tell whether somebody may settle things for everybody; the server has the last word. */
export function isAdmin(account: Account): boolean {
  return account.role !== 'member'
}

/** Tell whether this browser can be signed out. */
export function isSignedIn(account: Account): boolean {
  return account.via === 'login' || account.via === 'environment'
}

/**
 * Sign out of this browser, and begin anew: nothing of what was on the page is for the next person.
 */
export async function signOut(leave = () => location.assign('/')): Promise<void> {
  await unwrap(api.POST('/api/v1/logout'))
  leave()
}
