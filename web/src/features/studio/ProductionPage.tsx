import { Anchor, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useEffect } from 'react'
import { isFinished } from '../../api/events'
import { jobQuery } from '../../api/queries'
import { NotThere } from '../../ui/NotThere'
import { Page } from '../../ui/Page'
import { Making } from './Making'
import { ProductionActions } from './ProductionActions'
import { ProductionView } from './ProductionView'
import type { ProductionDetail } from './studioApi'
import { productionQuery } from './studioQueries'
import { factsOf } from './studioWords'
import { useGenreTitle } from './useGenreTitle'

const route = getRouteApi('/studio/$productionId')

/** Show one production: while it is made, and when it is there to be heard. */
export function ProductionPage() {
  const { productionId } = route.useParams()
  const { data: production, error, refetch } = useQuery(productionQuery(productionId))
  const titleOf = useGenreTitle()
  return (
    <Page
      title={production?.title ?? 'Production'}
      note={production && factsOf(production, titleOf)}
      actions={production && <ProductionActions production={production} />}
    >
      <Anchor component={Link} to="/studio" size="sm">
        <ArrowLeft size={14} aria-hidden="true" style={{ verticalAlign: -2 }} /> The studio
      </Anchor>
      {production ? (
        <Contents key={production.id} production={production} />
      ) : error ? (
        <NotThere
          what="production"
          error={error}
          onRetry={() => void refetch()}
          to="/studio"
          wayOn="Go to the studio"
        />
      ) : (
        <Skeleton height={320} aria-label="Loading the production" />
      )}
    </Page>
  )
}

function Contents({ production }: { production: ProductionDetail }) {
  const { id, state } = production
  const busy = state === 'queued' || state === 'making'
  const { data: job } = useQuery({ ...jobQuery(id), enabled: state !== 'finished', retry: false })
  const { refetch } = useQuery(productionQuery(id))
  const ended = job !== undefined && isFinished(job)

  // The job tells of its end by the stream of events; then there is something new to show.
  useEffect(() => {
    if (ended && busy) void refetch()
  }, [ended, busy, refetch])

  return (
    <>
      {state !== 'finished' && <Making production={production} job={job} />}
      {production.stem_files.length > 0 && <ProductionView production={production} />}
    </>
  )
}
