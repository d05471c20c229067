import type { Source, Track } from '../../api/client'
import { type Fitted, semitoneWords, speedWords } from './fitWords'

/** Return where the file of a track lies on the server; empty where it has none there. */
export function pathOf(
  track: Pick<Track, 'location' | 'source_id'>,
  sources: readonly Pick<Source, 'id' | 'kind' | 'location'>[],
): string {
  const source = sources.find(({ id }) => id === track.source_id)
  if (source?.kind !== 'folder') return ''
  return `${source.location.replace(/[\\/]+$/, '')}/${track.location}`
}

/** "Pack/Bass/loop.wav" -> "loop.wav". */
export function fileNameOf({ location, title }: Pick<Track, 'location' | 'title'>): string {
  return location.split(/[\\/]/).at(-1) || title
}

/** Name a file after what was done to it: "loop +1 st 98.4 %.wav". */
export function fittedName(suggestion: Fitted): string {
  const { track, transpose_semitones: by, stretch_ratio } = suggestion
  const stem = fileNameOf(track).replace(/\.[^.]+$/, '')
  const done = [semitoneWords(by), speedWords(stretch_ratio)].filter(Boolean).join(' ')
  return `${stem}${done ? ` ${done}` : ' fitted'}.wav`
}

/** Let the browser keep a text as a file. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
