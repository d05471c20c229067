import { Skeleton, Stack } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useCallback } from 'react'
import { sourcesQuery, statusQuery, trackPageQuery } from '../../api/queries'
import { ErrorState } from '../../ui/ErrorState'
import { formatCount, formatNumberOf } from '../../ui/format'
import { Page } from '../../ui/Page'
import classes from './LibraryPage.module.css'
import { filterOf, isNarrowed, type LibrarySearch } from './librarySearch'
import { SearchField } from './SearchField'
import { SourcesStrip } from './SourcesStrip'
import { TrackList } from './TrackList'
import { WelcomePage } from './WelcomePage'

const FilterBar = lazy(async () => ({ default: (await import('./FilterBar')).FilterBar }))
const TrackPanel = lazy(async () => ({ default: (await import('./TrackPanel')).TrackPanel }))

const route = getRouteApi('/')

interface LibraryPageProps {
  /** What stands beside the list. */
  beside?: ReactNode
}

/** Show the library; to who has none yet, how to begin one. */
export function LibraryPage({ beside }: LibraryPageProps) {
  const sources = useQuery(sourcesQuery)
  if (sources.isPending) {
    return (
      <Page title="Library">
        <Stack aria-label="Loading" role="status">
          <Skeleton height={86} />
          <Skeleton height={320} />
        </Stack>
      </Page>
    )
  }
  if (!sources.data) {
    return (
      <Page title="Library">
        <ErrorState
          title="The library cannot be shown"
          error={sources.error}
          onRetry={() => void sources.refetch()}
        />
      </Page>
    )
  }
  return sources.data.length === 0 ? <WelcomePage /> : <Library beside={beside} />
}

/** Say how many tracks there are; how many of them match, when the list is narrowed. */
function TrackCount({ search, total }: { search: LibrarySearch; total: number }) {
  const narrowed = isNarrowed(search)
  const { data } = useQuery({
    ...trackPageQuery(filterOf(search), 0),
    placeholderData: keepPreviousData,
    enabled: narrowed,
  })
  if (!narrowed || !data) return formatNumberOf(total, 'track')
  return `${formatCount(data.total)} of ${formatNumberOf(total, 'track')}`
}

function Library({ beside }: LibraryPageProps) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { data: sources = [] } = useQuery(sourcesQuery)
  // Not the sum of the sources: what lies in two of them is one track.
  const { data: status } = useQuery(statusQuery)
  const change = useCallback(
    (part: LibrarySearch) =>
      void navigate({ search: (before) => ({ ...before, ...part }), replace: true }),
    [navigate],
  )
  const closePanel = useCallback(() => change({ track: undefined }), [change])
  return (
    <div className={classes.split}>
      <div className={classes.content}>
        <Page
          fill
          title="Library"
          note={
            <>
              <TrackCount search={search} total={status?.counts.total ?? 0} /> ·{' '}
              <Link to="/duplicates" className={classes.more}>
                Duplicates
              </Link>
            </>
          }
          actions={
            <SearchField value={search.q ?? ''} onChange={(q) => change({ q: q || undefined })} />
          }
        >
          <SourcesStrip sources={sources} search={search} onChange={change} />
          <div className={classes.filters}>
            <Suspense fallback={null}>
              <FilterBar search={search} sources={sources} onChange={change} />
            </Suspense>
          </div>
          <section className={classes.list} aria-label="Tracks">
            <TrackList search={search} onChange={change} />
          </section>
        </Page>
      </div>
      {beside}
      {search.track && (
        <Suspense fallback={<div className={classes.panelRoom} />}>
          <TrackPanel trackId={search.track} onClose={closePanel} />
        </Suspense>
      )}
    </div>
  )
}
