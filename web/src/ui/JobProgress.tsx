import { Progress } from '@mantine/core'
import type { Job } from '../api/client'
import { formatCount, formatSpan } from './format'
import classes from './JobProgress.module.css'
import type { JobPace } from './JobProgressPace'

// In this order, whatever order the job reports them in.
const COUNT_NAMES = [
  'total',
  'found',
  'new',
  'changed',
  'written',
  'heard',
  'failed',
  'missing',
  'listens',
  'iterations',
] as const
const WORDS: Record<string, string> = { total: 'to hear', written: 'composed' }

const SHOWN_AT_ZERO: ReadonlySet<string> = new Set(['heard', 'written'])

/** Show how far an unfinished job is: stage, bar, figures, pace. */
export function JobProgress({ job }: { job: Job }) {
  const waiting = job.status === 'queued'
  return (
    <div className={classes.progress}>
      <div className={classes.line}>
        <span>{stageOf(job)}</span>
        <span className={classes.percent}>{waiting ? '' : `${job.progress} %`}</span>
      </div>
      <Progress
        value={waiting ? 0 : Math.max(job.progress, 1)}
        size="sm"
        animated={job.status === 'processing'}
        aria-label={`Progress of ${job.title}`}
      />
      <div className={`${classes.line} ${classes.counts}`}>
        <span>{countsOf(job.counts)}</span>
        <span>{paceOf(job)}</span>
      </div>
    </div>
  )
}

/** Name what a job does at present, beginning with a capital. */
export function stageOf(job: Job): string {
  if (job.cancel_requested) return 'Stopping'
  if (job.status === 'queued') return 'Waiting for its turn'
  const stage = job.stage || 'working'
  return stage.charAt(0).toUpperCase() + stage.slice(1)
}

/** Put the figures of a job, or of its result, into one line: "1,204 found · 80 heard · 1 failed". */
export function countsOf(counts: Readonly<Record<string, unknown>>): string {
  return COUNT_NAMES.flatMap((name) => {
    const count = counts[name]
    if (typeof count !== 'number' || (count === 0 && !SHOWN_AT_ZERO.has(name))) return []
    const composing = name === 'total' && 'written' in counts
    return [`${formatCount(count)} ${composing ? 'to compose' : (WORDS[name] ?? name)}`]
  }).join(' · ')
}

/** Before so many tracks are heard, what is said of the pace is mostly the time it took to begin. */
const FEWEST_HEARD = 3

/** Say how fast a job goes and how long it still takes, where that is known. */
export function paceOf(job: Job): string {
  const { heard = FEWEST_HEARD, failed = 0, gone = 0 } = job.counts
  if (heard + failed + gone < FEWEST_HEARD) return ''
  return paceInWords({ perMinute: job.rate_per_minute, leftS: job.time_left_s })
}

/** { perMinute: 412.4, leftS: 130 } -> "412 tracks per minute · about 2 min left". */
export function paceInWords({ perMinute, leftS }: JobPace): string {
  const parts: string[] = []
  if (perMinute) parts.push(`${formatPace(perMinute)} tracks per minute`)
  if (leftS) parts.push(`about ${formatSpan(leftS)} left`)
  return parts.join(' · ')
}

/** Below ten, a tenth more or less is felt. */
function formatPace(perMinute: number): string {
  return perMinute < 10 ? String(Number(perMinute.toFixed(1))) : formatCount(Math.round(perMinute))
}
