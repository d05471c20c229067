import type { Job } from '../../api/client'
import { formatAge, formatSpan } from '../../ui/format'
import { countsOf } from '../../ui/JobProgress'

/** How long a job ran, or runs already; null before it starts. */
export function runSeconds(job: Job, now: number = Date.now()): number | null {
  if (!job.started_at) return null
  const end = job.finished_at ? new Date(job.finished_at).getTime() : now
  return Math.max(0, (end - new Date(job.started_at).getTime()) / 1000)
}

/** Put what is worth knowing of a job into one line. */
export function factsOf(job: Job): string {
  const seconds = runSeconds(job)
  const hasResults = Object.keys(job.results).length > 0
  const parts = [countsOf(hasResults ? job.results : job.counts)]
  if (seconds !== null) parts.push(seconds < 1 ? 'under a second' : formatSpan(seconds))
  if (job.attempts > 1) parts.push(`${job.attempts} attempts`)
  parts.push(formatAge(job.finished_at ?? job.created_at))
  return parts.filter(Boolean).join(' · ')
}

/** Say for how long a job has been running; nothing before it starts. */
export function elapsedOf(job: Job, now?: number): string {
  const seconds = runSeconds(job, now)
  return seconds === null ? '' : `for ${formatSpan(seconds)}`
}
