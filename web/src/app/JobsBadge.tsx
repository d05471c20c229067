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
  const running = jobs.filter((job) => job.status === 'running')
  const progress = running.reduce((sum, job) => sum + job.progress, 0) / (running.length || 1)
  const percent = `${Math.round(progress * 100)} %`
  const count = formatNumberOf(jobs.length, 'job')
  return (
    <Link to="/jobs" className={classes.jobs} aria-label={`${count}, ${percent} done`}>
      <Loader size={14} color="currentColor" aria-hidden="true" />
      <span className={classes.wide}>{count}</span>
      <span>{percent}</span>
    </Link>
  )
}
