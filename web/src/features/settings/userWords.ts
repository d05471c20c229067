import { formatAge, formatNumberOf } from '../../ui/format'
import type { Role, User } from './usersApi'

export const ROLES: readonly { value: Role; name: string; hint: string }[] = [
  {
    value: 'member',
    name: 'Member',
    hint: 'Uses everything, and settles what is their own.',
  },
  {
    value: 'admin',
    name: 'Admin',
    hint: 'Also decides who comes in, and changes all settings.',
  },
]

/** Say when somebody was here, and by what they come in. */
export function userInWords({ last_seen_at, logins, tokens }: User): string {
  return [
    last_seen_at ? `here ${formatAge(last_seen_at)}` : 'never here',
    logins > 0 && `signed in with ${formatNumberOf(logins, 'browser')}`,
    tokens > 0 && formatNumberOf(tokens, 'token'),
  ]
    .filter(Boolean)
    .join(' · ')
}

/** Say what follows when a user is removed. */
export function removalInWords(user: User, all: readonly User[], self: string | null): string {
  if (all.length === 1) {
    return 'This is the last user: nobody has to sign in any more, and everybody who reaches this Menura may do everything.'
  }
  const who = user.name === self ? 'You are' : 'They are'
  return `${who} signed out everywhere, and ${user.tokens > 0 ? 'their tokens open nothing any more' : 'cannot come in any more'}. Music, playlists and all else stay.`
}
