import { Skeleton } from '@mantine/core'
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { TrackFilter } from '../../api/queries'
import { usePlayer } from '../../audio/player'
import { ErrorState } from '../../ui/ErrorState'
import { formatNumberOf } from '../../ui/format'
import { TrackTable } from '../../ui/TrackTable'
import { filterOf, type LibrarySearch, sortOf } from './librarySearch'
import { useTrackPages } from './useTrackPages'

const NoTracks = lazy(async () => ({ default: (await import('./NoTracks')).NoTracks }))

interface TrackListProps {
  search: LibrarySearch
  onChange: (part: LibrarySearch) => void
}

/** List the tracks that match, to choose and to play. */
export function TrackList({ search, onChange }: TrackListProps) {
  // The same object for the same question: a search that only names another track is no other.
  const question = JSON.stringify(filterOf(search))
  const filter = useMemo(() => JSON.parse(question) as TrackFilter, [question])
  const list = useTrackPages(filter)
  const playingId = usePlayer((player) => player.track?.id ?? null)
  const [cursor, setCursor] = useState<number | null>(null)
  const [awaited, setAwaited] = useState<number | null>(null)

  // The handlers read the newest list, and stay the same for the sake of the rows.
  const latest = useRef(list)
  useEffect(() => {
    latest.current = list
  })
  const select = useCallback(
    (index: number) => {
      setCursor(index)
      const track = latest.current.trackAt(index)
      setAwaited(track ? null : index)
      if (track) onChange({ track: track.id })
    },
    [onChange],
  )
  // Who jumps to a row whose track has not come yet means that track.
  const arrived = awaited === null ? undefined : list.trackAt(awaited)
  useEffect(() => {
    if (!arrived) return
    setAwaited(null)
    onChange({ track: arrived.id })
  }, [arrived, onChange])
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
  if (list.total === 0 && !list.busy) {
    return (
      <Suspense fallback={null}>
        <NoTracks search={search} onChange={onChange} />
      </Suspense>
    )
  }
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
        selectedIndex={awaited ?? placeOfSelection(list, cursor, search.track)}
        onSelect={select}
        onPlay={play}
        playingId={playingId}
        sort={sortOf(search)}
        onSort={(next) =>
          onChange({ sort: next?.column, down: next?.descending ? true : undefined })
        }
        question={question}
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
