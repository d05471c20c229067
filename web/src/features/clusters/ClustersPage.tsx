import { Button, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { liveJobsQuery, statusQuery } from '../../api/queries'
import { ErrorState } from '../../ui/ErrorState'
import { FollowedJob } from '../../ui/FollowedJob'
import { formatNumberOf } from '../../ui/format'
import { Page } from '../../ui/Page'
import classes from './Clusters.module.css'
import { runsQuery } from './clusterApi'
import { FindForm } from './FindForm'
import { RunList } from './RunList'

const KINDS = ['cluster', 'cluster_refresh']

/** Find the playlists that the library falls into by itself; every result is a version to keep. */
export function ClustersPage() {
  const { data: runs, error, refetch } = useQuery(runsQuery)
  const [asking, setAsking] = useState(false)
  const { followed, follow, close } = useFollowedJobs()
  const empty = runs?.length === 0
  return (
    <Page
      title="Clusters"
      note={runs?.length ? formatNumberOf(runs.length, 'version') : undefined}
      actions={
        runs &&
        !empty && (
          <Button
            variant={asking ? 'default' : 'filled'}
            aria-expanded={asking}
            onClick={() => setAsking(!asking)}
          >
            {asking ? 'Close the form' : 'Find playlists…'}
          </Button>
        )
      }
    >
      {empty && (
        <p className={classes.words}>
          Menura groups the library by sound, many times over, and keeps the grouping whose
          playlists are most of a piece and differ most from each other. Each search gives a
          version: compare them, pin what you like, save its playlists. Nothing you saved is changed
          by a new one.
        </p>
      )}
      {(empty || asking) && (
        <FindForm
          onStarted={(jobId) => {
            follow(jobId)
            setAsking(false)
          }}
        />
      )}
      {followed.map((jobId) => (
        <FollowedJob key={jobId} jobId={jobId} onClose={() => close(jobId)} />
      ))}
      {runs ? (
        <RunList runs={runs} />
      ) : error ? (
        <ErrorState
          title="The versions cannot be listed"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Stack gap={8} role="status" aria-label="Loading versions">
          <Skeleton height={66} />
          <Skeleton height={66} />
        </Stack>
      )}
      <SmallLibraryNote />
    </Page>
  )
}

function SmallLibraryNote() {
  const { data: status } = useQuery(statusQuery)
  if (!status || status.counts.analysed > 0) return null
  return (
    <p className={classes.words}>
      No track was heard yet. Add a folder in the library first: groups are made of what was heard.
    </p>
  )
}

/** Follow the searches that run, begun here or not, and those that ended while one looked on. */
function useFollowedJobs() {
  const { data: live = [] } = useQuery(liveJobsQuery)
  const [begun, setBegun] = useState<readonly string[]>([])
  const running = live.filter(({ kind }) => KINDS.includes(kind)).map(({ job_id }) => job_id)
  return {
    followed: [...new Set([...begun, ...running])],
    follow: (id: string) => setBegun((old) => [id, ...old]),
    close: (id: string) => setBegun((old) => old.filter((other) => other !== id)),
  }
}
