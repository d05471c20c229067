import { Button, Progress } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { AudioWaveform } from 'lucide-react'
import { api, unwrap } from '../../api/client'
import { liveJobsQuery } from '../../api/queries'
import { announce, announceError } from '../../ui/announce'
import { EmptyState } from '../../ui/EmptyState'
import { formatAge, formatMoment } from '../../ui/format'
import { PagedList } from '../../ui/PagedList'
import list from '../../ui/PagedList.module.css'
import { remainingPages } from '../../ui/remainingPages'
import { TrackTile } from '../../ui/TrackTile'
import { useHidden } from '../../ui/undo'
import classes from './ProductionList.module.css'
import type { Production } from './studioApi'
import { productionPagesQuery } from './studioQueries'
import { factsOf } from './studioWords'
import { useGenreTitle } from './useGenreTitle'

/** List what was made, newest first. */
export function ProductionList() {
  const isHidden = useHidden()
  const query = useInfiniteQuery(productionPagesQuery)
  return (
    <PagedList
      query={remainingPages(query, ({ id }) => isHidden(`production:${id}`))}
      title="Made so far"
      name="Productions"
      rowHeight={62}
      empty={<NothingMade />}
      renderRow={(production) => <ProductionRow key={production.id} production={production} />}
    />
  )
}

export function ProductionRow({ production }: { production: Production }) {
  const titleOf = useGenreTitle()
  const facts = factsOf(production, titleOf)
  return (
    <li className={list.row}>
      <TrackTile seed={production.genre ?? production.title} size={40} />
      <div className={list.words}>
        <Link
          to="/studio/$productionId"
          params={{ productionId: production.id }}
          className={list.name}
        >
          {production.title}
        </Link>
        <span className={list.facts}>
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
