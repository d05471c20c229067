import { Alert, Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, messageOf, unwrap } from '../../api/client'
import { applyEvent } from '../../api/events'
import { jobQuery, liveJobsQuery } from '../../api/queries'
import { DemoProgress } from './DemoProgress'
import { WelcomeDoor } from './WelcomeDoor'
import { DemoPicture } from './WelcomePictures'

const TRACKS = 41 // every genre once
const SEED = 20_261

/** Begin with music that the studio composes on the spot, and show how far that is. */
export function DemoDoor() {
  const client = useQueryClient()
  const [begunId, setBegunId] = useState<string | null>(null)
  const { data: live = [] } = useQuery(liveJobsQuery)
  const running = live.find((job) => job.kind === 'demo')
  // Begun here or elsewhere: how it ends is told here.
  if (running && running.job_id !== begunId) setBegunId(running.job_id)
  const { data: begun } = useQuery({ ...jobQuery(begunId ?? ''), enabled: begunId !== null })
  const begin = useMutation({
    mutationFn: () =>
      unwrap(api.POST('/api/v1/studio/demo', { body: { count: TRACKS, seed: SEED } })),
    onSuccess: (job) => {
      applyEvent(client, { type: 'job', job })
      setBegunId(job.job_id)
    },
  })
  const fault = running || begin.isPending ? undefined : faultOf(begin.error, begun)
  return (
    <WelcomeDoor
      picture={<DemoPicture />}
      title="Load the demo library"
      wide={running !== undefined}
      words={`${TRACKS} short tracks over all genres, composed here and now by Menura’s own studio. Nothing is downloaded.`}
    >
      {fault && (
        <Alert color="red" mb="sm">
          {fault}
        </Alert>
      )}
      {running ? (
        <DemoProgress job={running} />
      ) : (
        <Button
          size="md"
          fullWidth
          variant="default"
          loading={begin.isPending || begun?.status === 'completed'}
          onClick={() => begin.mutate()}
        >
          {fault ? 'Try again' : 'Compose it'}
        </Button>
      )}
    </WelcomeDoor>
  )
}

interface Ended {
  status: string
  cancelled: boolean
  error: { message: string } | null
}

/** Say why there is no demo library though somebody asked for one. */
function faultOf(error: unknown, job: Ended | undefined): string | undefined {
  if (error) return messageOf(error)
  if (job?.status !== 'failed') return undefined
  if (job.cancelled) return 'It was stopped. What is composed already is kept for the next time.'
  return job.error?.message ?? 'It could not be composed.'
}
