import { Library, ListMusic, ListTodo, type LucideIcon } from 'lucide-react'

export interface PageLink {
  to: '/' | '/playlists' | '/jobs'
  name: string
  hint: string
  icon: LucideIcon
  /** After G, this key leads to the page. */
  key: string
}

export const pageLinks: PageLink[] = [
  { to: '/', name: 'Library', hint: 'All tracks, and what sounds alike', icon: Library, key: 'l' },
  { to: '/playlists', name: 'Playlists', hint: 'Saved lists', icon: ListMusic, key: 'p' },
  { to: '/jobs', name: 'Jobs', hint: 'What Menura is doing', icon: ListTodo, key: 'j' },
]
