import { useQuery } from '@tanstack/react-query'
import { jobQuery } from '../../api/queries'
import { FollowedJob } from '../../ui/FollowedJob'
import { formatNumberOf } from '../../ui/format'
import { readResult, resultInWords } from './importResult'
import classes from './Listening.module.css'

/** Follow the taking in of history, and name what is not in the library. */
export function ImportProgress({ jobId, onClose }: { jobId: string; onClose: () => void }) {
  const { data: job } = useQuery({ ...jobQuery(jobId), retry: false })
  const result = readResult(job)
  return (
    <>
      <FollowedJob
        jobId={jobId}
        whenDone={() => (result ? resultInWords(result) : 'It is taken in.')}
        onClose={onClose}
      />
      {result && result.unknown.length > 0 && (
        <details className={classes.unknown} open>
          <summary>
            Not in this library: the {formatNumberOf(result.unknown.length, 'most frequent one')}
          </summary>
          <ol>
            {result.unknown.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ol>
        </details>
      )}
    </>
  )
}
