import { FlaskConical, Folder, type LucideIcon, Server, Sparkles } from 'lucide-react'
import type { Source } from '../api/client'

export const SOURCE_ICONS: Record<Source['kind'], LucideIcon> = {
  folder: Folder,
  studio: Sparkles,
  sessions: FlaskConical,
  subsonic: Server,
  jellyfin: Server,
  emby: Server,
  lyrion: Server,
  plex: Server,
  mpd: Server,
}

/** Where tracks come from that are no files of somebody. */
const MADE_IN: Partial<Record<Source['kind'], string>> = {
  studio: 'Made in the studio',
  sessions: 'Made in the Session Lab',
}

/** Say where a source's tracks lie. */
export function locationInWords(source: Source): string {
  return MADE_IN[source.kind] ?? source.location
}
