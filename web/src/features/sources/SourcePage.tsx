import { Anchor, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { isServer, type SourceDetail, sourceQuery } from '../../api/sources'
import { NotThere } from '../../ui/NotThere'
import { Page } from '../../ui/Page'
import { locationInWords } from '../../ui/sourceKinds'
import { SentHere } from './SentHere'
import { ServerPlaylists } from './ServerPlaylists'
import { SourceCounts } from './SourceCounts'
import { SourceButtons, SourceState } from './SourceItem'
import classes from './Sources.module.css'
import { settledOf } from './sourceFacts'

const route = getRouteApi('/sources/$sourceId')

/** Show one source with what was settled about it, and the playlists on a server. */
export function SourcePage() {
  const { sourceId } = route.useParams()
  const { data: source, error, refetch } = useQuery(sourceQuery(sourceId))
  return (
    <Page
      title={source?.name ?? 'Source'}
      note={source && <SourceCounts source={source} />}
      actions={source && <SourceButtons source={source} />}
    >
      <Anchor component={Link} to="/sources" size="sm" w="fit-content">
        <ArrowLeft size={14} aria-hidden="true" style={{ verticalAlign: -2 }} /> All sources
      </Anchor>
      {source ? (
        <Contents source={source} />
      ) : error ? (
        <NotThere
          what="source"
          error={error}
          onRetry={() => void refetch()}
          to="/sources"
          wayOn="See all sources"
        />
      ) : (
        <Skeleton height={200} aria-label="Loading the source" />
      )}
    </Page>
  )
}

function Contents({ source }: { source: SourceDetail }) {
  const server = isServer(source.kind)
  return (
    <>
      <SourceState source={source} />
      <section className={classes.card} aria-label="Settings">
        <dl className={classes.settled}>
          {settledOf(source).map(([name, words]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
        {!server && <p className={classes.words}>{locationInWords(source)}</p>}
      </section>
      {server && (
        <>
          <SentHere source={source} />
          <ServerPlaylists source={source} />
        </>
      )}
    </>
  )
}
