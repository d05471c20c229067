import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FileX, FolderPlus, Server } from 'lucide-react'
import type { Source } from '../../api/client'
import { liveJobsQuery, sourcesQuery } from '../../api/queries'
import { missingQuery } from '../../api/sources'
import { ErrorState } from '../../ui/ErrorState'
import { formatAge, formatCount, formatNumberOf } from '../../ui/format'
import { Fact, Item, ItemList } from '../../ui/ItemList'
import { ScanProgress } from '../../ui/ScanProgress'
import { locationInWords, SOURCE_ICONS } from '../../ui/sourceKinds'
import classes from './Settings.module.css'

/** Show where tracks come from, and how it stands with each source. */
export function SourcesTab() {
  const { data: sources, error, refetch } = useQuery(sourcesQuery)
  return (
    <>
      <p className={classes.words}>
        Where tracks come from: folders of this machine, and music servers. Each has a page of its
        own, where it is scanned, changed and removed.
      </p>
      <div className={classes.actions}>
        <Button
          component={Link}
          to="/sources"
          search={{ add: 'folder' } as never}
          variant="default"
          leftSection={<FolderPlus size={17} />}
        >
          Add a folder
        </Button>
        <Button
          component={Link}
          to="/sources"
          search={{ add: 'server' } as never}
          leftSection={<Server size={17} />}
        >
          Add a music server
        </Button>
      </div>
      <Missing />
      {sources ? (
        sources.length === 0 ? (
          <p className={classes.words}>There is none yet.</p>
        ) : (
          <ItemList label="Sources">
            {sources.map((source) => (
              <SourceLine key={source.id} source={source} />
            ))}
          </ItemList>
        )
      ) : error ? (
        <ErrorState
          title="The sources cannot be listed"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Skeleton height={160} role="status" aria-label="Loading sources" />
      )}
    </>
  )
}

function Missing() {
  const { data: missing } = useQuery(missingQuery)
  if (!missing || missing.total === 0) return null
  return (
    <section className={classes.notice} aria-label="Missing tracks">
      <FileX size={17} aria-hidden="true" />
      <p>
        {formatNumberOf(missing.total, 'track')} {missing.total === 1 ? 'is' : 'are'} gone from
        where {missing.total === 1 ? 'it was' : 'they were'}. What was heard is kept, in case they
        come back.
      </p>
      <Button component={Link} to="/sources" variant="default" size="xs">
        See them
      </Button>
    </section>
  )
}

function SourceLine({ source }: { source: Source }) {
  const { data: jobs = [] } = useQuery(liveJobsQuery)
  const scan = jobs.find((job) => job.job_id === source.scan_job_id)
  const Icon = SOURCE_ICONS[source.kind]
  return (
    <Item
      picture={
        <span className={classes.icon} data-trouble={source.trouble_message ? true : undefined}>
          <Icon size={18} aria-hidden="true" />
        </span>
      }
      name={
        <Link to="/sources/$sourceId" params={{ sourceId: source.id }}>
          {source.name}
        </Link>
      }
      facts={
        <>
          <Fact>{locationInWords(source)}</Fact>
          <Fact>{stateInWords(source)}</Fact>
          {source.trouble_message && (
            <span className={classes.trouble}>{source.trouble_message}</span>
          )}
        </>
      }
      buttons={null}
    >
      {scan && <ScanProgress job={scan} />}
    </Item>
  )
}

/** Say how many tracks a source has, and what is with them. */
export function stateInWords({ counts, last_scan_at, kind }: Source): string {
  const made = kind === 'studio' || kind === 'sessions'
  return [
    formatNumberOf(counts.total, 'track'),
    counts.found > 0 && `${formatCount(counts.found)} not heard yet`,
    counts.failed > 0 && `${formatCount(counts.failed)} failed`,
    counts.missing > 0 && `${formatCount(counts.missing)} missing`,
    !made && (last_scan_at ? `scanned ${formatAge(last_scan_at)}` : 'never scanned'),
  ]
    .filter(Boolean)
    .join(' · ')
}
