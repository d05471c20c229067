import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { Job } from '../../api/client'
import { type MapManifest, mapPointsQuery, mapQuery } from '../../api/map'
import { ErrorState } from '../../ui/ErrorState'
import { formatAge, formatNumberOf } from '../../ui/format'
import { JobProgress } from '../../ui/JobProgress'
import { Page } from '../../ui/Page'
import { MapExplorer } from './MapExplorer'
import classes from './MapPage.module.css'
import { MapUpkeep } from './MapUpkeep'
import { useMapJob } from './mapActions'
import type { MapSearch } from './mapSearch'
import { NoMap } from './NoMap'

const route = getRouteApi('/map')

/** Show the whole library as a plane: near each other what sounds alike. */
export function MapPage() {
  const { data: manifest, error, refetch } = useQuery(mapQuery())
  const job = useMapJob(manifest)
  return (
    <Page
      fill
      title="Map"
      note={manifest?.state === 'ready' ? noteOf(manifest) : undefined}
      actions={manifest?.state === 'ready' && <MapUpkeep manifest={manifest} job={job} />}
    >
      {manifest ? (
        <>
          {job && <BuildNote job={job} />}
          {manifest.state === 'none' ? (
            <NoMap manifest={manifest} building={job !== undefined} />
          ) : (
            <ReadyMap manifest={manifest} />
          )}
        </>
      ) : error ? (
        <ErrorState title="The map cannot be shown" error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton flex={1} mih={320} role="status" aria-label="Loading the map" />
      )}
    </Page>
  )
}

function noteOf({ count, updated_at }: MapManifest): string {
  const tracks = formatNumberOf(count, 'track')
  return updated_at ? `${tracks} · placed ${formatAge(updated_at)}` : tracks
}

function BuildNote({ job }: { job: Job }) {
  return (
    <section className={classes.building} aria-label="Building the map">
      <JobProgress job={job} />
    </section>
  )
}

function ReadyMap({ manifest }: { manifest: MapManifest }) {
  const { data, error, refetch } = useQuery(mapPointsQuery(manifest))
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const change = useCallback(
    (part: MapSearch) =>
      void navigate({ search: (before) => ({ ...before, ...part }), replace: true }),
    [navigate],
  )
  if (data) {
    return (
      <MapExplorer
        key={manifest.version}
        manifest={manifest}
        data={data}
        search={search}
        onChange={change}
      />
    )
  }
  if (error) {
    return (
      <ErrorState
        title="The points of the map did not come"
        error={error}
        onRetry={() => void refetch()}
      />
    )
  }
  return <Skeleton flex={1} mih={320} role="status" aria-label="Loading the points of the map" />
}
