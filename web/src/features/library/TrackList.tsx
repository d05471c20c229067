import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Ear, FolderSearch, SearchX } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { liveJobsQuery } from '../../api/queries'
import { usePlayer } from '../../audio/player'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { formatNumberOf } from '../../ui/format'
import { TrackTable } from '../../ui/TrackTable'
import { filterOf, type LibrarySearch, sortOf } from './librarySearch'
import { useTrackPages } from './useTrackPages'

interface TrackListProps {
  search: LibrarySearch
  onChange: (part: LibrarySearch) => void
}

/** List the tracks that match, to choose and to play. */
export function TrackList({ search, onChange }: TrackListProps) {
  const { q, source, state, sort, down } = search
  const filter = useMemo(
    () => filterOf({ q, source, state, sort, down }),
    [q, source, state, sort, down],
  )
  const list = useTrackPages(filter)
  const playingId = usePlayer((player) => player.track?.id ?? null)
  const [cursor, setCursor] = useState<number | null>(null)

  // The handlers read the newest list, and stay the same for the sake of the rows.
  const latest = useRef(list)
  useEffect(() => {
    latest.current = list
  })
  const select = useCallback(
    (index: number) => {
      setCursor(index)
      const track = latest.current.trackAt(index)
      if (track) onChange({ track: track.id })
    },
    [onChange],
  )
  const play = useCallback((index: number) => {
    void usePlayer.getState().play(latest.current.queue, index)
  }, [])

  if (list.start.isPending) return <Skeleton flex={1} aria-label="Loading tracks" />
  if (!list.start.data) {
    return (
      <ErrorState
        title="The tracks cannot be listed"
        error={list.start.error}
        onRetry={() => void list.start.refetch()}
      />
    )
  }
  if (list.total === 0 && !list.busy) return <NoTracks search={search} onChange={onChange} />
  return (
    <>
      <div role="status" className="visually-hidden">
        {list.busy ? '' : `${formatNumberOf(list.total, 'track')} found`}
      </div>
      <TrackTable
        label="Tracks"
        count={list.total}
        trackAt={list.trackAt}
        onRange={list.onRange}
        selectedIndex={placeOfSelection(list, cursor, search.track)}
        onSelect={select}
        onPlay={play}
        playingId={playingId}
        sort={sortOf(search)}
        onSort={(next) =>
          onChange({ sort: next?.column, down: next?.descending ? true : undefined })
        }
        busy={list.busy}
      />
    </>
  )
}

/** Return where the selected track stands: where it was chosen, or where it is seen. */
function placeOfSelection(
  list: Pick<ReturnType<typeof useTrackPages>, 'trackAt' | 'indexOf'>,
  cursor: number | null,
  trackId: string | undefined,
): number | null {
  if (cursor !== null) {
    const there = list.trackAt(cursor)
    if (there === undefined || there.id === trackId) return cursor
  }
  return trackId === undefined ? null : list.indexOf(trackId)
}

function NoTracks({ search, onChange }: TrackListProps) {
  const { data: jobs = [] } = useQuery(liveJobsQuery)
  if (search.q || search.source || search.state) {
    return (
      <EmptyState
        icon={SearchX}
        title="Nothing matches"
        action={
          <Button
            variant="default"
            onClick={() => onChange({ q: undefined, source: undefined, state: undefined })}
          >
            Show all tracks
          </Button>
        }
      >
        {search.q
          ? `No track has “${search.q}” in its title, artist, album, genre or file name.`
          : 'No track is in this part of the library.'}
      </EmptyState>
    )
  }
  if (jobs.some((job) => job.kind === 'scan')) {
    return (
      <EmptyState icon={Ear} title="Looking for music">
        Tracks appear here as soon as they are found. You can already search, play and leave this
        page: the scan goes on.
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={FolderSearch} title="No music found">
      There are no audio files in your folders. Put some there and scan again, or add another
      folder.
    </EmptyState>
  )
}
