import { Button, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { FolderPlus, HardDrive, RefreshCw, Server } from 'lucide-react'
import type { Source } from '../../api/client'
import { sourcesQuery, statusQuery } from '../../api/queries'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { formatNumberOf } from '../../ui/format'
import { ItemList } from '../../ui/ItemList'
import { lazyDialog } from '../../ui/lazyDialog'
import { Page } from '../../ui/Page'
import { MissingNotice } from './MissingNotice'
import { SourceItem } from './SourceItem'
import classes from './Sources.module.css'
import { isMadeHere, useScanAll } from './scanActions'
import type { SourcesSearch } from './sourcesSearch'

const AddFolderDialog = lazyDialog(
  async () => (await import('../../ui/AddFolderDialog')).AddFolderDialog,
)
const ServerDialog = lazyDialog(async () => (await import('./ServerDialog')).ServerDialog)

const route = getRouteApi('/sources')

/** Show where all tracks come from: folders, music servers, and what was made here. */
export function SourcesPage() {
  const { data: sources, error, refetch } = useQuery(sourcesQuery)
  const { data: status } = useQuery(statusQuery)
  const { add } = route.useSearch()
  const navigate = route.useNavigate()
  const open = (dialog: SourcesSearch['add']) =>
    void navigate({ search: dialog ? { add: dialog } : {}, replace: true })
  const some = sources && sources.length > 0
  return (
    <Page
      title="Sources"
      note={some ? noteOf(sources, status?.counts.total) : undefined}
      actions={
        some && (
          <>
            <ScanAll sources={sources} />
            <AddButtons onAdd={open} />
          </>
        )
      }
    >
      {some ? (
        <>
          <MissingNotice />
          <ItemList label="Sources">
            {sources.map((source) => (
              <SourceItem key={source.id} source={source} />
            ))}
          </ItemList>
        </>
      ) : sources ? (
        <EmptyState
          icon={HardDrive}
          title="No sources yet"
          action={
            <div className={classes.buttons}>
              <AddButtons onAdd={open} />
            </div>
          }
        >
          Add a folder of music on this machine, or a music server that you run: Navidrome and
          others that speak OpenSubsonic, Jellyfin, Emby, Lyrion, Plex, MPD. Files are only read.
        </EmptyState>
      ) : error ? (
        <ErrorState
          title="The sources cannot be listed"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Stack gap={8} role="status" aria-label="Loading sources">
          <Skeleton height={88} />
          <Skeleton height={88} />
        </Stack>
      )}
      <AddFolderDialog opened={add === 'folder'} onClose={() => open(undefined)} />
      <ServerDialog opened={add === 'server'} onClose={() => open(undefined)} />
    </Page>
  )
}

function noteOf(sources: readonly Source[], tracks: number | undefined): string {
  const count = formatNumberOf(sources.length, 'source')
  // Not the sum of the sources: what lies in two of them is one track.
  return tracks === undefined ? count : `${count} · ${formatNumberOf(tracks, 'track')}`
}

function AddButtons({ onAdd }: { onAdd: (dialog: SourcesSearch['add']) => void }) {
  return (
    <>
      <Button
        variant="default"
        leftSection={<FolderPlus size={17} />}
        onClick={() => onAdd('folder')}
      >
        Add a folder
      </Button>
      <Button leftSection={<Server size={17} />} onClick={() => onAdd('server')}>
        Add a music server
      </Button>
    </>
  )
}

function ScanAll({ sources }: { sources: readonly Source[] }) {
  const resting = sources.filter((source) => !isMadeHere(source) && source.scan_job_id === null)
  const scanning = useScanAll()
  if (!sources.some((source) => !isMadeHere(source))) return null
  return (
    <Button
      variant="default"
      leftSection={<RefreshCw size={16} />}
      loading={scanning.isPending}
      disabled={resting.length === 0}
      onClick={() => scanning.mutate(resting)}
    >
      Scan all
    </Button>
  )
}
