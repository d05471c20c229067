import { Anchor, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Job } from '../api/client'
import { JobProgress } from './JobProgress'
import classes from './ScanProgress.module.css'
import { useCancelJob } from './sourceActions'

/** Show how far a scan is, and let it be stopped. */
export function ScanProgress({ job }: { job: Job }) {
  const cancel = useCancelJob()
  return (
    <>
      <JobProgress job={job} />
      <div className={classes.foot}>
        <Anchor
          component={Link}
          size="xs"
          to="/jobs/$jobId"
          params={{ jobId: job.job_id } as never}
        >
          Show the log
        </Anchor>
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          loading={cancel.isPending}
          disabled={job.cancel_requested}
          onClick={() => cancel.mutate(job.job_id)}
        >
          Cancel the scan
        </Button>
      </div>
    </>
  )
}
