import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { messageOf } from '../../api/client'
import { formatNumberOf } from '../../ui/format'
import { BatchSection } from './BatchSection'
import { BetweenNote } from './BetweenNote'
import { placeClips } from './clipOrder'
import { clusterColors } from './clusterColors'
import { DistributionMap } from './DistributionMap'
import { FirstFailed } from './FirstFailed'
import { useMakeBatch } from './labActions'
import type { Session } from './labApi'
import { clipElementId, clusterElementId, type Lab, LabContext } from './labContext'
import { labOptionsQuery, sessionMapQuery } from './labQueries'
import { titleOf } from './labWords'
import { LostBatches, MakingBatches } from './MakingBatches'
import { SessionToolbar } from './SessionToolbar'
import classes from './SessionView.module.css'
import { useClipKeys } from './useClipKeys'
import { useClipPlayer } from './useClipPlayer'

const MOST_CLIPS = 6

/** Show the batches of a session, newest first, beside the map of all its clips. */
export function SessionView({ session }: { session: Session }) {
  const lab = useMakeLab(session)
  const { placed, started } = lab
  const { data: distribution, error: noMap } = useQuery({
    ...sessionMapQuery(session.id),
    enabled: session.batches.length > 0,
  })
  const newestFirst = useMemo(() => [...session.batches].reverse(), [session.batches])
  const failed = session.error !== null && session.making.length === 0 && placed.length === 0
  useClipKeys(placed, session.batches.at(-1)?.id, lab.player)
  return (
    <LabContext value={lab}>
      {titleOf(session) !== session.brief && <p className={classes.brief}>“{session.brief}”</p>}
      {placed.length > 0 && <SessionToolbar />}
      <BetweenNote />
      <div className={classes.columns} data-map={placed.length > 0 || undefined}>
        {placed.length > 0 && (
          <aside className={classes.aside} aria-label="Distribution">
            <h2 className={classes.title}>
              How they lie{' '}
              <span className={classes.quiet}>{formatNumberOf(placed.length, 'clip')}</span>
            </h2>
            {distribution ? (
              <DistributionMap distribution={distribution} placed={placed} />
            ) : noMap ? (
              <p className={classes.quiet}>The map cannot be shown: {messageOf(noMap)}</p>
            ) : (
              <Skeleton className={classes.mapToCome} aria-label="Loading the map" />
            )}
          </aside>
        )}
        <div className={classes.batches}>
          <MakingBatches jobs={session.making} />
          <LostBatches session={session} started={started} />
          {failed && session.error && <FirstFailed error={session.error} />}
          {newestFirst.map((batch, place) => (
            <BatchSection
              key={batch.id}
              batch={batch}
              number={newestFirst.length - place}
              clips={placed.filter(({ batchId }) => batchId === batch.id)}
              newest={place === 0 && newestFirst.length > 1}
            />
          ))}
        </div>
      </div>
    </LabContext>
  )
}

function useMakeLab(session: Session) {
  const [between, setBetween] = useState<string | null>(null)
  const [started, setStarted] = useState<readonly string[]>([])
  const { data: options } = useQuery(labOptionsQuery)
  const placed = useMemo(() => placeClips(session.batches), [session.batches])
  const player = useClipPlayer(titleOf(session), placed)
  const making = useMakeBatch(
    session.id,
    useCallback((jobId: string) => setStarted((old) => [...old, jobId]), []),
  )
  const colors = useMemo(() => clusterColors(session.batches), [session.batches])
  const labels = useMemo(
    () => new Map(session.batches.flatMap(({ clusters }) => clusters.map((c) => [c.id, c.label]))),
    [session.batches],
  )
  const most = options?.most_clips ?? MOST_CLIPS
  const { mutate: make, isPending: asking } = making
  return useMemo(
    (): Lab & { placed: typeof placed; started: typeof started } => ({
      session,
      placed,
      started,
      player,
      colors,
      labels,
      most,
      between: between !== null && labels.has(between) ? between : null,
      setBetween,
      make: (steering, count) => make({ steering, count }),
      asking,
      showClip,
      showCluster,
    }),
    [session, placed, started, player, colors, labels, most, between, make, asking],
  )
}

/** Lead the eye and the focus to a clip. */
function showClip(clipId: string): void {
  const card = document.getElementById(clipElementId(clipId))
  card?.scrollIntoView?.({ block: 'nearest' })
  card?.querySelector<HTMLElement>('[data-play]')?.focus({ preventScroll: true })
}

function showCluster(clusterId: string): void {
  const column = document.getElementById(clusterElementId(clusterId))
  column?.scrollIntoView?.({ block: 'start' })
  column?.focus({ preventScroll: true })
}
