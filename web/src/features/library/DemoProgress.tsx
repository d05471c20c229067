import { Progress } from '@mantine/core'
import type { Job } from '../../api/client'
import { CancelJobButton } from '../../ui/CancelJobButton'
import { formatCount } from '../../ui/format'
import { paceInWords, stageOf } from '../../ui/JobProgress'
import { useJobPace } from '../../ui/JobProgressPace'
import classes from './WelcomePage.module.css'

/** Show how much of the demo library is composed, how fast, and how long it still takes. */
export function DemoProgress({ job }: { job: Job }) {
  const { written = 0, total = 0 } = job.counts
  const pace = useJobPace(job, { done: written, total })
  const waiting = job.status === 'queued'
  return (
    <div className={classes.progress}>
      <div className={classes.progressLine}>
        <b>{stageOf(job)}</b>
        <span>Step 1 of 2</span>
      </div>
      <Progress
        value={waiting ? 0 : Math.max(1, job.progress)}
        animated={!waiting}
        aria-label="Progress of the demo library"
      />
      <div className={classes.progressLine}>
        <span role="status">
          {total > 0 && `${formatCount(written)} of ${formatCount(total)} tracks composed`}
        </span>
        <span>{paceInWords(pace) || (waiting ? '' : 'The pace shows after a few tracks.')}</span>
      </div>
      <div className={classes.progressLine}>
        <span>Then Menura listens to them, and shows what sounds alike.</span>
        <CancelJobButton job={job} />
      </div>
    </div>
  )
}
