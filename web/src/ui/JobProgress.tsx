import { Progress } from '@mantine/core'
import type { Job } from '../api/client'
import { formatCount, formatSpan } from './format'
import classes from './JobProgress.module.css'

// In this order, whatever order the job reports them in.
const COUNT_NAMES = [
  'total',
  'found',
  'new',
  'changed',
  'heard',
  'failed',
  'missing',
  'listens',
  'iterations',
] as const
const WORDS: Record<string, string> = { total: 'to hear' }

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
    if (typeof count !== 'number' || (count === 0 && name !== 'heard')) return []
    return [`${formatCount(count)} ${WORDS[name] ?? name}`]
  }).join(' · ')
}

/** Say how fast a job goes and how long it still takes, where that is known. */
export function paceOf(job: Job): string {
  const parts: string[] = []
  if (job.rate_per_minute) {
    parts.push(`${formatCount(Math.round(job.rate_per_minute))} tracks per minute`)
  }
  if (job.time_left_s) parts.push(`about ${formatSpan(job.time_left_s)} left`)
  return parts.join(' · ')
}
