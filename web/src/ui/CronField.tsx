import { NativeSelect, TextInput } from '@mantine/core'
import classes from './CronField.module.css'
import { nextRun, type Rhythm, readRhythm, WEEKDAYS, writeRhythm } from './cron'
import { formatMoment } from './format'

const LONGEST_MONTH = 31

interface CronFieldProps {
  value: string
  onChange: (cron: string) => void
  /** What the server says against it. */
  error?: string
}

/** Choose when something is done again and again: in words, or as a cron expression. */
export function CronField({ value, onChange, error }: CronFieldProps) {
  // What is typed as a custom expression may read as a daily one on the way: `every` stays.
  const rhythm = value.startsWith(CUSTOM) ? custom(value.slice(1)) : readRhythm(value)
  const time = rhythm.every === 'custom' ? '04:00' : rhythm.time
  const change = (next: Rhythm) =>
    onChange((next.every === 'custom' ? CUSTOM : '') + writeRhythm(next))
  const choose = (every: string) => {
    if (every === 'day') change({ every, time })
    else if (every === 'week') change({ every, time, weekday: 0 })
    else if (every === 'month') change({ every, time, day: 1 })
    else change(custom(writeRhythm(rhythm)))
  }
  return (
    <fieldset className={classes.field}>
      <legend className="visually-hidden">When</legend>
      <div className={classes.row}>
        <NativeSelect
          label="How often"
          value={rhythm.every}
          data={[
            { value: 'day', label: 'Every day' },
            { value: 'week', label: 'Every week' },
            { value: 'month', label: 'Every month' },
            { value: 'custom', label: 'Custom (cron)' },
          ]}
          onChange={(event) => choose(event.currentTarget.value)}
        />
        {rhythm.every === 'week' && (
          <NativeSelect
            label="Day"
            value={String(rhythm.weekday)}
            data={WEEKDAYS.map((label, day) => ({ value: String(day), label }))}
            onChange={(event) => change({ ...rhythm, weekday: Number(event.currentTarget.value) })}
          />
        )}
        {rhythm.every === 'month' && (
          <NativeSelect
            label="Day of the month"
            value={String(rhythm.day)}
            data={Array.from({ length: LONGEST_MONTH }, (_, day) => String(day + 1))}
            onChange={(event) => change({ ...rhythm, day: Number(event.currentTarget.value) })}
          />
        )}
        {rhythm.every === 'custom' ? (
          <TextInput
            label="Cron expression"
            placeholder="30 3 * * 1-5"
            value={rhythm.cron}
            maxLength={80}
            error={error}
            onChange={(event) => onChange(CUSTOM + event.currentTarget.value)}
          />
        ) : (
          <TextInput
            type="time"
            label="Time (UTC)"
            value={time}
            error={error}
            onChange={(event) =>
              event.currentTarget.value && change({ ...rhythm, time: event.currentTarget.value })
            }
          />
        )}
      </div>
      <NextRun cron={cronOf(value)} />
    </fieldset>
  )
}

const CUSTOM = '='
const custom = (cron: string): Rhythm => ({ every: 'custom', cron })

/** Return the expression that a field holds, as the API takes it. */
export function cronOf(value: string): string {
  return (value.startsWith(CUSTOM) ? value.slice(1) : value).trim()
}

function NextRun({ cron }: { cron: string }) {
  const next = nextRun(cron, new Date())
  if (!next) {
    return (
      <p className={classes.next} data-bad role="status">
        {cron
          ? 'That is never due: write minute, hour, day, month and weekday, as in 30 3 * * 1-5.'
          : 'Write minute, hour, day of the month, month and weekday, as in 30 3 * * 1-5.'}
      </p>
    )
  }
  return (
    <p className={classes.next} role="status">
      Next: {formatUtc(next)} UTC, which is {formatMoment(next.toISOString())} where you are.
    </p>
  )
}

function formatUtc(moment: Date): string {
  return new Intl.DateTimeFormat('en', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(moment)
}
