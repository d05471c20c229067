import { Button, Progress, Skeleton, Stack } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { AudioWaveform } from 'lucide-react'
import { api, unwrap } from '../../api/client'
import { liveJobsQuery } from '../../api/queries'
import { announce, announceError } from '../../ui/announce'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { formatAge, formatCount, formatMoment } from '../../ui/format'
import { TrackTile } from '../../ui/TrackTile'
import classes from './ProductionList.module.css'
import type { Production } from './studioApi'
import { productionPagesQuery } from './studioQueries'
import { factsOf } from './studioWords'
import { useGenreTitle } from './useGenreTitle'

/** List what was made, newest first. */
export function ProductionList() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(productionPagesQuery)
  const productions = data?.pages.flatMap((page) => page.items)
  const total = data?.pages[0]?.total ?? 0
  return (
    <section className={classes.part} aria-label="Productions">
      <h2 className={classes.title}>
        Made so far{total > 0 && <span className={classes.facts}> {formatCount(total)}</span>}
      </h2>
      {productions ? (
        <>
          {productions.length === 0 && <NothingMade />}
          <ul className={classes.list}>
            {productions.map((production) => (
              <ProductionRow key={production.id} production={production} />
            ))}
          </ul>
          {hasNextPage && (
            <Button
              variant="default"
              loading={isFetchingNextPage}
              onClick={() => void fetchNextPage()}
            >
              Show older ones
            </Button>
          )}
        </>
      ) : error ? (
        <ErrorState
          title="The productions cannot be listed"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Stack gap={8} role="status" aria-label="Loading productions">
          <Skeleton height={62} />
          <Skeleton height={62} />
        </Stack>
      )}
    </section>
  )
}

export function ProductionRow({ production }: { production: Production }) {
  const titleOf = useGenreTitle()
  const facts = factsOf(production, titleOf)
  return (
    <li className={classes.row}>
      <TrackTile seed={production.genre ?? production.title} size={40} />
      <div className={classes.words}>
        <Link
          to="/studio/$productionId"
          params={{ productionId: production.id }}
          className={classes.name}
        >
          {production.title}
        </Link>
        <span className={classes.facts}>
          {production.change && <b>{production.change} · </b>}
          {facts && `${facts} · `}
          <span title={formatMoment(production.created_at)}>
            {formatAge(production.created_at)}
          </span>
        </span>
        <Standing production={production} />
      </div>
    </li>
  )
}

/** Say how far it is; nothing for one that is finished and well. */
function Standing({ production }: { production: Production }) {
  const { data: live = [] } = useQuery(liveJobsQuery)
  const job = live.find((one) => one.job_id === production.id)
  if (production.state === 'failed') {
    return <span className={classes.bad}>{production.error_message ?? 'It was not finished.'}</span>
  }
  if (production.state === 'finished') return null
  return (
    <Progress
      size="sm"
      mt={4}
      animated={job?.status === 'processing'}
      value={Math.max(2, job?.progress ?? 0)}
      aria-label={`Progress of ${production.title}`}
    />
  )
}

function NothingMade() {
  const demo = useMutation({
    mutationFn: () => unwrap(api.POST('/api/v1/studio/demo', { body: { count: 40, seed: 1 } })),
    onSuccess: () =>
      announce('A demo library is being composed', 'It shows up in the library as it grows.'),
    onError: (error) => announceError('The demo library cannot be made', error),
  })
  return (
    <EmptyState
      icon={AudioWaveform}
      title="Nothing made yet"
      action={
        <Button variant="default" loading={demo.isPending} onClick={() => demo.mutate()}>
          Compose a demo library
        </Button>
      }
    >
      Write a sentence and press “Make it”. Or have a library of short tracks over all genres
      composed, to try everything else with.
    </EmptyState>
  )
}
