export interface SettingsTab {
  id: string
  name: string
  /** What is settled there; for the palette. */
  hint: string
  /** Only for those who may settle things for everybody. */
  adminsOnly?: boolean
}

/** The parts of the settings, in their order. */
export const SETTINGS_TABS = [
  { id: 'sources', name: 'Sources', hint: 'Where tracks come from', adminsOnly: true },
  { id: 'models', name: 'Models', hint: 'Neural models to hear with', adminsOnly: true },
  {
    id: 'language',
    name: 'Language provider',
    hint: 'The language model that helps to understand words',
    adminsOnly: true,
  },
  {
    id: 'studio',
    name: 'Studio',
    hint: 'Generators, separation, who makes the clips of the Session Lab',
    adminsOnly: true,
  },
  {
    id: 'library',
    name: 'Suggestions and library',
    hint: 'How samples are suggested, when sources are scanned',
    adminsOnly: true,
  },
  { id: 'users', name: 'Users and tokens', hint: 'Who may come in, and by what' },
  { id: 'appearance', name: 'Appearance', hint: 'Dark or light' },
  { id: 'keyboard', name: 'Keyboard', hint: 'All shortcuts' },
  { id: 'about', name: 'About', hint: 'Version, licence, where everything lies' },
] as const satisfies readonly SettingsTab[]

export type TabId = (typeof SETTINGS_TABS)[number]['id']

/** Return the tabs that somebody gets to see; members settle what is their own. */
export function tabsFor(admin: boolean): SettingsTab[] {
  const tabs: readonly SettingsTab[] = SETTINGS_TABS
  if (admin) return [...tabs]
  return tabs
    .filter((tab) => !tab.adminsOnly)
    .map((tab) => (tab.id === 'users' ? { ...tab, name: 'Password and tokens' } : tab))
}
