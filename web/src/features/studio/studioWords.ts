import { SILENT_DB } from '../../audio/stemEngine'
import { formatClock, formatFigure, formatName, formatTempo } from '../../ui/format'
import type { Mode, Production } from './studioApi'

export const KEY_NAMES = ['C', 'C#', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B'] as const

/** "Bb" -> "B♭": a tonic as musicians write it. */
export function formatTonic(key: string): string {
  return key.replace('#', '♯').replace(/^([A-G])b/, '$1♭')
}

/** ("F#", "minor") -> "F♯ minor". */
export function formatKeyOf(key: string | null, mode: Mode | null): string {
  if (key === null) return mode === null ? '–' : formatName(mode)
  return `${formatTonic(key)} ${mode ?? ''}`.trim()
}

/** Put what is known of a production into one line: "House · 124 BPM · F minor · 2:00". */
export function factsOf(item: Production, genreTitle: (id: string) => string): string {
  const parts = [
    item.genre ? genreTitle(item.genre) : null,
    item.bpm ? `${formatTempo(item.bpm)} BPM` : null,
    item.key ? formatKeyOf(item.key, item.mode) : null,
    item.duration_s ? formatClock(item.duration_s) : null,
  ]
  return parts.filter(Boolean).join(' · ')
}

/** "2:30", "2.5 min", "90 s" and "90" -> seconds; nothing for what is no length. */
export function readDuration(words: string): number | null {
  const text = words.trim().toLowerCase().replace(',', '.')
  const clock = /^(\d{1,2}):([0-5]?\d)$/.exec(text)
  if (clock) return Number(clock[1]) * 60 + Number(clock[2])
  const figure = /^(\d+(?:\.\d+)?)\s*(s|sec|seconds|m|min|minutes)?$/.exec(text)
  if (!figure) return null
  return Number(figure[1]) * (figure[2]?.startsWith('m') ? 60 : 1)
}

/** Read a number between two others; nothing for everything else. */
export function readNumber(words: string, low: number, high: number): number | null {
  const value = Number(words.trim().replace(',', '.'))
  return words.trim() !== '' && value >= low && value <= high ? value : null
}

const SEEDS = 2 ** 31

/** "" -> null (none is asked for), "42" -> 42; undefined for what is no seed. */
export function readSeed(words: string): number | null | undefined {
  const text = words.trim()
  if (text === '') return null
  return /^\d+$/.test(text) && Number(text) < SEEDS ? Number(text) : undefined
}

/** -6 -> "−6.0 dB"; the lowest place of a fader is silence. */
export function formatGain(gainDb: number): string {
  if (gainDb <= SILENT_DB) return 'silent'
  const figure = formatFigure(gainDb, 1, 'dB')
  return gainDb > 0 ? `+${figure}` : figure
}
