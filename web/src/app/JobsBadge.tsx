import { Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { liveJobsQuery } from '../api/queries'
import { formatNumberOf } from '../ui/format'
import classes from './Shell.module.css'

/** Show that work goes on, and how far it is; nothing while all is done. */
export function JobsBadge() {
  const { data: jobs = [] } = useQuery(liveJobsQuery)
  if (jobs.length === 0) return null
  const processing = jobs.filter((job) => job.status === 'processing')
  const progress = processing.reduce((sum, job) => sum + job.progress, 0) / (processing.length || 1)
  const percent = `${Math.round(progress)} %`
  const count = formatNumberOf(jobs.length, 'job')
  return (
    <Link to="/jobs" className={classes.jobs} aria-label={`${count}, ${percent} done`}>
      <Loader size={14} color="currentColor" aria-hidden="true" />
      <span className={classes.wide}>{count}</span>
      <span>{percent}</span>
    </Link>
  )
}
