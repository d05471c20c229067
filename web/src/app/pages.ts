import {
  BrainCircuit,
  CopyCheck,
  FlaskConical,
  Library,
  ListMusic,
  ListTodo,
  type LucideIcon,
  Sparkles,
} from 'lucide-react'

export interface PageLink {
  to: '/' | '/playlists' | '/studio' | '/lab' | '/jobs' | '/models' | '/duplicates'
  name: string
  /** For a bar too narrow for the name. */
  short?: string
  hint: string
  icon: LucideIcon
  /** After G, this key leads to the page. */
  key: string
  /** Where it stands in the navigation; `none`: another page and the palette lead there. */
  place: 'start' | 'end' | 'none'
}

export const pageLinks: PageLink[] = [
  {
    to: '/',
    name: 'Library',
    hint: 'All tracks, and what sounds alike',
    icon: Library,
    key: 'l',
    place: 'start',
  },
  {
    to: '/playlists',
    name: 'Playlists',
    hint: 'Saved lists',
    icon: ListMusic,
    key: 'p',
    place: 'start',
  },
  {
    to: '/studio',
    name: 'Studio',
    hint: 'Make music from a sentence',
    icon: Sparkles,
    key: 's',
    place: 'start',
  },
  {
    to: '/lab',
    name: 'Session Lab',
    short: 'Lab',
    hint: 'Batches of short clips, grouped by sound and steered',
    icon: FlaskConical,
    key: 'b',
    place: 'start',
  },
  {
    to: '/jobs',
    name: 'Jobs',
    hint: 'What Menura is doing',
    icon: ListTodo,
    key: 'j',
    place: 'start',
  },
  {
    to: '/models',
    name: 'Models',
    hint: 'Neural models to hear with',
    icon: BrainCircuit,
    key: 'm',
    place: 'end',
  },
  {
    to: '/duplicates',
    name: 'Duplicates',
    hint: 'Recordings that are there more than once',
    icon: CopyCheck,
    key: 'd',
    place: 'none',
  },
]
