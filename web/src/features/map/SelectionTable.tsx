import { Button } from '@mantine/core'
import { useQueries, useQueryClient } from '@tanstack/react-query'
import { ListPlus, Play, X } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { messageOf } from '../../api/client'
import { fetchTrackIds, MAP_PAGE, mapTracksQuery } from '../../api/map'
import { type Queue, usePlayer } from '../../audio/player'
import { formatCount, formatNumberOf } from '../../ui/format'
import { lazyDialog } from '../../ui/lazyDialog'
import { LONGEST_PLAYLIST } from '../../ui/playlistLimit'
import { TrackTable } from '../../ui/TrackTable'
import classes from './MapPage.module.css'

const SavePlaylistDialog = lazyDialog(
  async () => (await import('../../ui/SavePlaylistDialog')).SavePlaylistDialog,
)

interface SelectionTableProps {
  version: string
  rows: Uint32Array<ArrayBuffer>
  /** Told which of the tracks somebody chose, to mark it on the map. */
  onChoose: (row: number) => void
  onClose: () => void
}

/** List what is selected on the map: to play, or to keep. */
export function SelectionTable({ version, rows, onChoose, onClose }: SelectionTableProps) {
  const [cursor, setCursor] = useState<number | null>(null)
  const [saving, setSaving] = useState(false)
  const { trackAt, onRange, queue, error } = useRowPages(version, rows)
  const playingId = usePlayer((player) => player.track?.id ?? null)
  const latest = useRef({ queue, rows, onChoose })
  useEffect(() => {
    latest.current = { queue, rows, onChoose }
  })
  const select = useCallback((index: number) => {
    setCursor(index)
    const row = latest.current.rows[index]
    if (row !== undefined) latest.current.onChoose(row)
  }, [])
  const play = useCallback((index: number) => {
    void usePlayer.getState().play(latest.current.queue, index)
  }, [])
  const kept = Math.min(rows.length, LONGEST_PLAYLIST)
  return (
    <section className={classes.selection} aria-label="Selected tracks">
      <div className={classes.selectionHead}>
        <h2 className={classes.selectionTitle}>{formatNumberOf(rows.length, 'track')} selected</h2>
        <Button
          size="xs"
          variant="default"
          leftSection={<Play size={14} />}
          onClick={() => play(0)}
        >
          Play all
        </Button>
        <Button size="xs" leftSection={<ListPlus size={15} />} onClick={() => setSaving(true)}>
          Save as playlist
        </Button>
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          leftSection={<X size={14} />}
          onClick={onClose}
        >
          Clear
        </Button>
      </div>
      {error && (
        <p className={classes.words} role="alert">
          {messageOf(error)}
        </p>
      )}
      <TrackTable
        label="Selected tracks"
        count={rows.length}
        trackAt={trackAt}
        onRange={onRange}
        selectedIndex={cursor}
        onSelect={select}
        onPlay={play}
        playingId={playingId}
      />
      <SavePlaylistDialog
        suggestion="From the map"
        count={kept}
        description={
          kept < rows.length
            ? `The first ${formatCount(kept)} of ${formatCount(rows.length)} tracks selected on the map.`
            : 'Selected on the map.'
        }
        itemsOf={async () => {
          const ids = await fetchTrackIds(version, rows.subarray(0, kept))
          return ids.map((track_id) => ({ track_id }))
        }}
        opened={saving}
        onClose={() => setSaving(false)}
      />
    </section>
  )
}

/** Fetch those tracks of a selection that are in view. */
function useRowPages(version: string, rows: Uint32Array<ArrayBuffer>) {
  const client = useQueryClient()
  const [range, setRange] = useState({ first: 0, last: 0 })
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), [])
  const pageOf = useCallback(
    (page: number) =>
      mapTracksQuery(version, [...rows.subarray(page * MAP_PAGE, (page + 1) * MAP_PAGE)]),
    [version, rows],
  )
  const firstPage = Math.floor(range.first / MAP_PAGE)
  const lastPage = Math.floor(Math.min(range.last, rows.length - 1) / MAP_PAGE)
  const numbers = Array.from(
    { length: Math.max(1, lastPage - firstPage + 1) },
    (_, step) => firstPage + step,
  )
  const windows = useQueries({ queries: numbers.map(pageOf) })
  const trackAt = (index: number) =>
    windows[Math.floor(index / MAP_PAGE) - firstPage]?.data?.[index % MAP_PAGE]
  const queue = useMemo<Queue>(
    () => ({
      label: 'the map',
      length: rows.length,
      trackAt: async (index) =>
        (await client.fetchQuery(pageOf(Math.floor(index / MAP_PAGE))))[index % MAP_PAGE],
    }),
    [client, rows, pageOf],
  )
  return { trackAt, onRange, queue, error: windows.find((window) => window.error)?.error }
}
