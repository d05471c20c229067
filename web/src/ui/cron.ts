/** What a cron expression says, where a person would say it in a few words; all times are UTC. */
export type Rhythm =
  | { every: 'day'; time: string }
  | { every: 'week'; time: string; weekday: number }
  | { every: 'month'; time: string; day: number }
  | { every: 'custom'; cron: string }

export const WEEKDAYS = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const

// Minute, hour, day of the month, month, weekday; 7 is Sunday, too.
const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const
const MONTH_NAMES = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const DAY_NAMES = 'sun mon tue wed thu fri sat'.split(' ')
const LONGEST_SEARCH_DAYS = 4 * 366 // the 29th of February comes every four years
const DAY_MS = 86_400_000

const two = (value: number) => String(value).padStart(2, '0')

/** Read the rhythm of an expression of five fields. */
export function readRhythm(cron: string): Rhythm {
  const [minute = '', hour = '', day = '', month, weekday = '', more] = cron.trim().split(/\s+/)
  const number = /^\d{1,2}$/
  const custom: Rhythm = { every: 'custom', cron }
  if (more !== undefined || month !== '*' || !number.test(minute) || !number.test(hour)) {
    return custom
  }
  if (fieldsOf(cron) === null) return custom
  const time = `${two(Number(hour))}:${two(Number(minute))}`
  if (day === '*' && weekday === '*') return { every: 'day', time }
  if (day === '*' && number.test(weekday)) {
    return { every: 'week', time, weekday: Number(weekday) % 7 }
  }
  if (number.test(day) && weekday === '*') return { every: 'month', time, day: Number(day) }
  return custom
}

/** Write a rhythm as an expression of five fields. */
export function writeRhythm(rhythm: Rhythm): string {
  if (rhythm.every === 'custom') return rhythm.cron.trim()
  const [hour = '0', minute = '0'] = rhythm.time.split(':')
  const at = `${Number(minute)} ${Number(hour)}`
  if (rhythm.every === 'day') return `${at} * * *`
  if (rhythm.every === 'week') return `${at} * * ${rhythm.weekday}`
  return `${at} ${rhythm.day} * *`
}

/** Say a cron expression: "Every Sunday at 03:30 UTC". */
export function cronInWords(cron: string): string {
  const rhythm = readRhythm(cron)
  switch (rhythm.every) {
    case 'day':
      return `Every day at ${rhythm.time} UTC`
    case 'week':
      return `Every ${WEEKDAYS[rhythm.weekday]} at ${rhythm.time} UTC`
    case 'month':
      return `On day ${rhythm.day} of every month at ${rhythm.time} UTC`
    case 'custom':
      return `At ${cron} (cron, UTC)`
  }
}

/** Return when an expression is due next; null if it cannot be read or never is. */
export function nextRun(cron: string, after: Date): Date | null {
  const fields = fieldsOf(cron)
  if (!fields) return null
  const { minutes, hours, days, months, weekdays, eitherDay } = fields
  const start = Math.floor(after.getTime() / DAY_MS) * DAY_MS
  for (let step = 0; step <= LONGEST_SEARCH_DAYS; step++) {
    const day = new Date(start + step * DAY_MS)
    if (!months.has(day.getUTCMonth() + 1)) continue
    const byDay = days.has(day.getUTCDate())
    const byWeekday = weekdays.has(day.getUTCDay())
    if (eitherDay ? !byDay && !byWeekday : !byDay || !byWeekday) continue
    for (const hour of hours) {
      for (const minute of minutes) {
        const moment = day.getTime() + (hour * 60 + minute) * 60_000
        if (moment > after.getTime()) return new Date(moment)
      }
    }
  }
  return null
}

interface Fields {
  minutes: Set<number>
  hours: Set<number>
  days: Set<number>
  months: Set<number>
  weekdays: Set<number>
  /** Both kinds of days are given: cron then runs on either. */
  eitherDay: boolean
}

function fieldsOf(cron: string): Fields | null {
  const parts = cron.trim().split(/\s+/)
  if (parts.length !== RANGES.length) return null
  const sets = parts.map((part, place) => readField(part.toLowerCase(), place))
  const [minutes, hours, days, months, weekdays] = sets
  if (!minutes || !hours || !days || !months || !weekdays) return null
  if (weekdays.has(7)) weekdays.add(0)
  const eitherDay = !parts[2]?.startsWith('*') && !parts[4]?.startsWith('*')
  return { minutes, hours, days, months, weekdays, eitherDay }
}

/** Read one field: lists of numbers, names, ranges and steps. */
function readField(field: string, place: number): Set<number> | null {
  const [low, high] = RANGES[place] ?? [0, 0]
  const values = new Set<number>()
  for (const part of field.split(',')) {
    const [range = '', stepText, more] = part.split('/')
    const step = stepText === undefined ? 1 : Number(stepText)
    if (more !== undefined || !Number.isInteger(step) || step < 1) return null
    const [fromText = '', toText, rest] = range.split('-')
    if (rest !== undefined) return null
    const whole = range === '*'
    const from = whole ? low : readNumber(fromText, place)
    const to = whole || (toText === undefined && stepText !== undefined) ? high : undefined
    const last = to ?? (toText === undefined ? from : readNumber(toText, place))
    if (!(from >= low && last <= high && from <= last)) return null
    for (let value = from; value <= last; value += step) values.add(value)
  }
  return new Set([...values].sort((a, b) => a - b))
}

function readNumber(text: string, place: number): number {
  if (/^\d{1,2}$/.test(text)) return Number(text)
  if (place === 3) return MONTH_NAMES.indexOf(text) + 1 || Number.NaN
  if (place === 4 && DAY_NAMES.includes(text)) return DAY_NAMES.indexOf(text)
  return Number.NaN
}
