const whole = new Intl.NumberFormat('en')

/** 1204 -> "1,204". */
export function formatCount(count: number): string {
  return whole.format(count)
}

/** (1, "track") -> "1 track", (2, "track") -> "2 tracks". */
export function formatNumberOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** 185.4 -> "3:05", 3671 -> "1:01:11"; an unknown length is a dash. */
export function formatClock(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '–'
  const total = Math.max(0, Math.floor(seconds))
  const hours = Math.floor(total / 3600)
  const minutes = Math.floor((total % 3600) / 60)
  const rest = String(total % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** 45 -> "45 s", 200 -> "3 min", 7500 -> "2 h 5 min": good enough to decide whether to wait. */
export function formatSpan(seconds: number): string {
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const rest = minutes % 60
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`
}

const AGES: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]
const age = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** Say how long ago a moment was: "2 hours ago", "yesterday". */
export function formatAge(moment: string, now: number = Date.now()): string {
  const seconds = (new Date(moment).getTime() - now) / 1000
  for (const [unit, size] of AGES) {
    if (Math.abs(seconds) >= size) return age.format(Math.trunc(seconds / size), unit)
  }
  return 'just now'
}

/** Say a moment in full, for a tooltip. */
export function formatMoment(moment: string): string {
  return new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(moment),
  )
}

/** ("C#", "minor") -> "C♯m": short enough for a table. */
export function formatKey(key: string | null, mode: 'major' | 'minor' | null): string {
  if (key === null) return '–'
  return key.replace('#', '♯') + (mode === 'minor' ? 'm' : '')
}

/** ("C#", "minor") -> "C♯ minor". */
export function formatKeyInWords(key: string | null, mode: 'major' | 'minor' | null): string {
  return key === null ? 'None found' : `${key.replace('#', '♯')} ${mode ?? ''}`.trim()
}

/** Give a figure with a real minus sign and its unit. */
export function formatFigure(value: number | null, digits: number, unit: string): string {
  if (value === null) return '–'
  const figure = value.toFixed(digits)
  return `${(Number(figure) === 0 ? figure.replace('-', '') : figure).replace('-', '−')} ${unit}`
}

/** Below this confidence a key is shown as uncertain (the API documents the figure). */
export const CERTAIN_KEY = 0.65

/** Below this confidence a tempo is shown as uncertain (the API documents the figure). */
export const CERTAIN_TEMPO = 0.5

/** 0.416 -> "42 %". */
export function formatShare(share: number): string {
  return `${Math.round(share * 100)} %`
}

/** 20431872 -> "20.4 MB". */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let size = bytes
  let unit = 0
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${unit === 0 || size >= 99.95 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`
}

/** "one_shot" -> "One shot", "low_mid" -> "Low mid": names of the API as words. */
export function formatName(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** 62.7174 -> "62.7", 120.02 -> "120": a tempo as far as people tell them apart. */
export function formatTempo(tempoBpm: number): string {
  const tenth = tempoBpm.toFixed(1)
  return tenth.endsWith('.0') ? tenth.slice(0, -2) : tenth
}
