import type { Account } from '../src/api/account'
import type { Setting } from '../src/features/settings/settingDraft'
import type { SettingGroup } from '../src/features/settings/settingsApi'
import type { User } from '../src/features/settings/usersApi'

/** Make a setting; a test names only what it is about. */
export function sampleSetting(part: Partial<Setting> = {}): Setting {
  const name = part.name ?? 'musicgen'
  const value = part.value ?? part.default ?? null
  return {
    name,
    variable: `MENURA_${name.toUpperCase()}`,
    label: 'MusicGen model',
    description: 'Folder of a model.',
    kind: 'text',
    default: null,
    is_set: value !== null,
    origin: value === (part.default ?? null) ? 'default' : 'kept',
    choices: null,
    least: null,
    most: null,
    ...part,
    value,
  }
}

export function sampleGroup(...items: Setting[]): SettingGroup {
  return { name: 'studio', title: 'Studio', items }
}

/** Make an account: nobody has to sign in. */
export function sampleAccount(part: Partial<Account> = {}): Account {
  return { needs_login: false, name: null, role: 'admin', via: 'open', has_users: false, ...part }
}

export function sampleUser(part: Partial<User> = {}): User {
  return {
    id: 'u1',
    name: 'Anna',
    role: 'admin',
    created_at: '2026-01-01T00:00:00Z',
    last_seen_at: null,
    logins: 0,
    tokens: 0,
    ...part,
  }
}
