import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Job } from '../../api/client'
import { formatCount } from '../../ui/format'
import { JobCard } from './JobCard'
import classes from './JobsPage.module.css'

const FEW = 24
const ORDER: Readonly<Record<Job['status'], number>> = {
  processing: 0,
  failed: 1,
  queued: 2,
  completed: 3,
}

/** List the jobs below a job; of many, those first that somebody might look for. */
export function JobParts({ jobs }: { jobs: readonly Job[] }) {
  const [all, setAll] = useState(false)
  if (jobs.length === 0) return null
  const few = [...jobs].sort((one, other) => ORDER[one.status] - ORDER[other.status]).slice(0, FEW)
  const shown = all || jobs.length <= FEW ? jobs : few
  const done = jobs.filter((job) => job.status === 'completed').length
  return (
    <section className={classes.part}>
      <h2 className={classes.partTitle}>
        Parts: {formatCount(done)} of {formatCount(jobs.length)} done
      </h2>
      <ul className={classes.list}>
        {shown.map((job) => (
          <JobCard key={job.job_id} job={job} />
        ))}
      </ul>
      {shown.length < jobs.length && (
        <Button variant="default" w="fit-content" onClick={() => setAll(true)}>
          Show all {formatCount(jobs.length)} parts
        </Button>
      )}
    </section>
  )
}
