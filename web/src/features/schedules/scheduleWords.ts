import type { Schedule, ScheduleRequest } from './scheduleApi'

export type Work = ScheduleRequest['work']

export const WORKS: { value: Work; label: string; hint: string }[] = [
  { value: 'analysis', label: 'Rescan and listen', hint: 'Looks into every source for new music.' },
  {
    value: 'clustering',
    label: 'Find clusters',
    hint: 'A new version of the automatic playlists.',
  },
  {
    value: 'fingerprint',
    label: 'Sonic fingerprint',
    hint: 'A playlist from what was played lately.',
  },
  { value: 'map', label: 'Music map', hint: 'Places new tracks on the map.' },
  { value: 'artists', label: 'Compare artists', hint: 'What similar artists are found by.' },
]

const WORK_OF_KIND: Readonly<Record<string, Work>> = {
  rescan: 'analysis',
  cluster: 'clustering',
  fingerprint: 'fingerprint',
  music_map: 'map',
  artists: 'artists',
}

/** Who keeps a schedule: Menura itself, a radio, or somebody here. */
export function keeperOf(schedule: Schedule): 'menura' | 'radio' | 'you' {
  if (schedule.own) return 'menura'
  return schedule.kind === 'radio' ? 'radio' : 'you'
}

/** Return the work of a schedule as it is asked for; nothing for a kind that is not. */
export function workOf(schedule: Pick<Schedule, 'kind'>): Work | undefined {
  return WORK_OF_KIND[schedule.kind]
}

/**
 * Return the options of a schedule as they are asked for, so that a change of its time keeps them;
 * null where they cannot be: a filter is not written back as it was given.
 */
export function optionsToAsk(schedule: Schedule): Record<string, unknown> | null {
  const work = workOf(schedule)
  if (!work) return null
  if (work === 'analysis') return {}
  const { options: inner, ...outer } = schedule.options as {
    options?: Record<string, unknown>
  } & Record<string, unknown>
  const { filter, ...asked } = work === 'clustering' ? { ...inner, ...outer } : outer
  if (isGiven(filter)) return null
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined))
}

function isGiven(filter: unknown): boolean {
  return typeof filter === 'object' && filter !== null && Object.keys(filter).length > 0
}
