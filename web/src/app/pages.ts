import {
  Boxes,
  BrainCircuit,
  CalendarClock,
  Compass,
  CopyCheck,
  Drum,
  Ear,
  FlaskConical,
  HardDrive,
  Library,
  ListMusic,
  ListTodo,
  type LucideIcon,
  Map as MapIcon,
  MessagesSquare,
  RadioTower,
  Settings,
  Share2,
  Sparkles,
} from 'lucide-react'

export interface PageLink {
  to:
    | '/'
    | '/sources'
    | '/map'
    | '/discover'
    | '/clusters'
    | '/chat'
    | '/radios'
    | '/playlists'
    | '/listening'
    | '/schedules'
    | '/studio'
    | '/lab'
    | '/samples'
    | '/jobs'
    | '/models'
    | '/collection'
    | '/duplicates'
    | '/settings'
  name: string
  /** For a bar too narrow for the name. */
  short?: string
  hint: string
  icon: LucideIcon
  /** After G, this key leads to the page. */
  key: string
  /** Its group in the navigation; `none`: another page and the palette lead there. */
  group: PageGroup
  /** Stands in the bar of a narrow window, too, where most pages are behind “More”. */
  barred?: boolean
}

export type PageGroup = 'library' | 'find' | 'make' | 'keep' | 'none'

/** The groups of the navigation, in their order; the library stands before them, alone. */
export const pageGroups: { group: PageGroup; name: string }[] = [
  { group: 'library', name: '' },
  { group: 'find', name: 'Find' },
  { group: 'make', name: 'Make' },
  { group: 'keep', name: 'Keep' },
]

export const pageLinks: PageLink[] = [
  {
    to: '/',
    name: 'Library',
    hint: 'All tracks, and what sounds alike',
    icon: Library,
    key: 'l',
    group: 'library',
    barred: true,
  },
  {
    to: '/sources',
    name: 'Sources',
    hint: 'Folders and music servers that tracks come from',
    icon: HardDrive,
    key: 'o',
    group: 'library',
  },
  {
    to: '/map',
    name: 'Map',
    hint: 'The whole library in a plane, near each other what sounds alike',
    icon: MapIcon,
    key: 'm',
    group: 'find',
    barred: true,
  },
  {
    to: '/discover',
    name: 'Discover',
    hint: 'Similar tracks, paths, mixtures, similar artists',
    icon: Compass,
    key: 'd',
    group: 'find',
  },
  {
    to: '/clusters',
    name: 'Clusters',
    hint: 'Playlists that the library falls into by itself',
    icon: Boxes,
    key: 'k',
    group: 'find',
  },
  {
    to: '/chat',
    name: 'Chat',
    hint: 'Ask for music in your own words',
    icon: MessagesSquare,
    key: 'c',
    group: 'find',
    barred: true,
  },
  {
    to: '/radios',
    name: 'Radios',
    hint: 'Playlists that are played anew around a saved sound',
    icon: RadioTower,
    key: 'r',
    group: 'find',
  },
  {
    to: '/studio',
    name: 'Studio',
    hint: 'Make music from a sentence',
    icon: Sparkles,
    key: 's',
    group: 'make',
  },
  {
    to: '/lab',
    name: 'Session Lab',
    short: 'Lab',
    hint: 'Batches of short clips, grouped by sound and steered',
    icon: FlaskConical,
    key: 'b',
    group: 'make',
  },
  {
    to: '/samples',
    name: 'Samples',
    hint: 'The loop or sample that fits what you are doing',
    icon: Drum,
    key: 'a',
    group: 'make',
  },
  {
    to: '/playlists',
    name: 'Playlists',
    hint: 'Saved lists',
    icon: ListMusic,
    key: 'p',
    group: 'keep',
    barred: true,
  },
  {
    to: '/listening',
    name: 'Listening',
    hint: 'Who played what, and history from elsewhere',
    icon: Ear,
    key: 'h',
    group: 'keep',
  },
  {
    to: '/schedules',
    name: 'Schedules',
    hint: 'What Menura does by itself, and when',
    icon: CalendarClock,
    key: 't',
    group: 'keep',
  },
  {
    to: '/jobs',
    name: 'Jobs',
    hint: 'What Menura is doing',
    icon: ListTodo,
    key: 'j',
    group: 'keep',
  },
  {
    to: '/models',
    name: 'Models',
    hint: 'Neural models to hear with',
    icon: BrainCircuit,
    key: 'n',
    group: 'keep',
  },
  {
    to: '/collection',
    name: 'Collection',
    hint: 'Share what was measured with other Menuras, never audio',
    icon: Share2,
    key: 'e',
    group: 'keep',
  },
  {
    to: '/settings',
    name: 'Settings',
    hint: 'Language model, studio, users, appearance',
    icon: Settings,
    key: ',',
    group: 'keep',
  },
  {
    to: '/duplicates',
    name: 'Duplicates',
    hint: 'Recordings that are there more than once',
    icon: CopyCheck,
    key: 'u',
    group: 'none',
  },
]
