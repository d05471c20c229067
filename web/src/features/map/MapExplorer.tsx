import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { type MapData, type MapManifest, mapRowsQuery } from '../../api/map'
import { PAGE_SIZE } from '../../api/queries'
import { usePlayer } from '../../audio/player'
import { formatCount, formatNumberOf } from '../../ui/format'
import { MapLegend } from '../../ui/MapLegend'
import { COLUMN_NAMES, groupNames, pointsOf, scaleOf } from '../../ui/mapLook'
import { colorTable, countValues } from '../../ui/mapScale'
import { type MapMark, TrackMap, type TrackMapHandle } from '../../ui/TrackMap'
import { HoverCard } from './HoverCard'
import { MapControls } from './MapControls'
import classes from './MapPage.module.css'
import { MapTools } from './MapTools'
import { usePlayRow } from './mapActions'
import type { MapSearch } from './mapSearch'
import { PickedCard } from './PickedCard'
import { SelectionTable } from './SelectionTable'
import { type Overlay, useHits, useOverlay } from './useOverlay'

interface MapExplorerProps {
  manifest: MapManifest
  data: MapData
  search: MapSearch
  onChange: (part: MapSearch) => void
}

const NOTHING: ReadonlySet<string> = new Set()

/** The map itself, with all that is laid over it and all that is done on it. */
export function MapExplorer({ manifest, data, search, onChange }: MapExplorerProps) {
  const version = manifest.version ?? ''
  const by = search.by ?? 'genre'
  const points = useMemo(() => pointsOf(manifest, data), [manifest, data])
  const { scale, counts, hidden, setHidden, colors } = useColors(manifest, data, by)
  const [handle, setHandle] = useState<TrackMapHandle | null>(null)
  const [drawing, setDrawing] = useState(false)
  const [rows, setRows] = useState<Uint32Array<ArrayBuffer> | null>(null)
  const [hover, setHover] = useState<{ row: number; x: number; y: number } | null>(null)
  const [picked, setPicked] = useState<number | null>(null)
  const [words, setWords] = useState('')
  useSought({ version, trackId: search.track, handle, onFound: setPicked, onWords: setWords })

  const overlay = useOverlay(version, search)
  const hits = useHits(version, search)
  const playRow = usePlayRow(version)
  useFlight(handle, search.overlay === 'found' ? overlay : undefined)
  useFlight(handle, hits)
  const path = overlay?.joined ? overlay.rows : undefined
  const lit = useLitRows(rows, hits, overlay)
  const allNames = useMemo(
    () => (search.overlay === 'names' ? groupNames(scale, points, data.columns[by]) : []),
    [search.overlay, scale, points, data, by],
  )
  const names = useMemo(() => allNames.filter(({ id }) => !hidden.has(id)), [allNames, hidden])
  const marks = useMarks({ version, picked, path })
  const choose = (found: Uint32Array<ArrayBuffer>) => {
    setWords(found.length > 0 ? '' : 'No track lies there.')
    setRows(found.length > 0 ? found : null)
    setDrawing(false)
  }
  const pick = (row: number | null) => {
    setPicked(row)
    if (search.track) onChange({ track: undefined })
  }
  return (
    <>
      <MapControls search={search} words={wordsOf(overlay, hits)} onChange={onChange} />
      <div className={classes.split} data-selected={rows !== null || undefined}>
        <div className={classes.card}>
          <TrackMap
            label={`Map of ${formatNumberOf(points.count, 'track')}, coloured by ${COLUMN_NAMES[by].toLowerCase()}. Arrow keys move, plus and minus zoom, 0 shows all, Enter marks the track in the middle and then plays it. Search or “Select in view” list its tracks.`}
            points={points}
            category={data.columns[by]}
            colors={colors}
            selected={lit}
            path={path}
            highlights={marks}
            names={names}
            drawing={drawing}
            onReady={setHandle}
            onHover={(row, { x, y }) => setHover(row === null ? null : { row, x, y })}
            onPick={pick}
            onEnter={(row) => (picked === null ? pick(row) : playRow(picked))}
            onSelect={choose}
            fallback={<NoWebGl />}
          />
          {hover && hover.row !== picked && (
            <HoverCard version={version} row={hover.row} x={hover.x} y={hover.y} />
          )}
          {picked !== null && (
            <PickedCard version={version} row={picked} onClose={() => pick(null)} />
          )}
          <MapTools
            handle={handle}
            drawing={drawing}
            onDrawing={setDrawing}
            onSelect={() => handle && choose(handle.rowsInView())}
          />
        </div>
        <div className={classes.legend}>
          <MapLegend scale={scale} counts={counts} hidden={hidden} onHidden={setHidden} />
        </div>
        <div role="status" className="visually-hidden">
          {words || (rows ? `${formatCount(rows.length)} tracks selected` : '')}
        </div>
        {rows && (
          <SelectionTable
            version={version}
            rows={rows}
            onChoose={(row) => {
              setPicked(row)
              handle?.flyTo([row])
            }}
            onClose={() => setRows(null)}
          />
        )}
      </div>
    </>
  )
}

/** Say what of the overlays is not on the map, and how much the words found. */
function wordsOf(overlay: Overlay | undefined, hits: Overlay | undefined): string {
  const said: string[] = []
  if (overlay && overlay.missing > 0)
    said.push(`${overlay.missing} of its tracks are not on the map.`)
  if (hits) said.push(hitsInWords(hits))
  return said.join(' ')
}

function hitsInWords({ rows, missing }: Overlay): string {
  if (rows.length + missing === 0) return 'Nothing in the library is called so.'
  const first = rows.length + missing === PAGE_SIZE ? 'The first ' : ''
  const found = `${first}${formatNumberOf(rows.length, 'track')} highlighted.`
  return missing > 0 ? `${found} ${missing} more are not on the map.` : found
}

/** Fly once to what is laid over the map, when it comes. */
function useFlight(handle: TrackMapHandle | null, overlay: Overlay | undefined) {
  useEffect(() => {
    if (handle && overlay && overlay.rows.length > 0) handle.flyTo(overlay.rows)
  }, [handle, overlay])
}

/** Return what is in full colour: a selection, else what the words found, else what was found. */
function useLitRows(
  rows: Uint32Array<ArrayBuffer> | null,
  hits: Overlay | undefined,
  overlay: Overlay | undefined,
): Uint32Array<ArrayBuffer> | undefined {
  return useMemo(() => {
    if (rows) return rows
    const shown = hits?.rows.length ? hits : overlay
    return shown?.rows.length ? Uint32Array.from(shown.rows) : undefined
  }, [rows, hits, overlay])
}

function useColors(manifest: MapManifest, data: MapData, by: NonNullable<MapSearch['by']>) {
  const [away, setAway] = useState({ by, hidden: NOTHING })
  const hidden = away.by === by ? away.hidden : NOTHING
  const scale = useMemo(() => scaleOf(manifest, by), [manifest, by])
  const counts = useMemo(() => countValues(data.columns[by]), [data, by])
  const colors = useMemo(() => colorTable(scale, hidden), [scale, hidden])
  const setHidden = (next: ReadonlySet<string>) => setAway({ by, hidden: next })
  return { scale, counts, hidden, setHidden, colors }
}

interface Sought {
  version: string
  trackId: string | undefined
  handle: TrackMapHandle | null
  onFound: (row: number) => void
  onWords: (words: string) => void
}

/** Fly to the track of the address. */
function useSought({ version, trackId, handle, onFound, onWords }: Sought) {
  const { data } = useQuery(mapRowsQuery(version, trackId ? [trackId] : []))
  const reached = useRef<string | undefined>(undefined)
  const row = trackId ? data?.[0] : undefined
  useEffect(() => {
    if (!trackId) reached.current = undefined
    if (!handle || row === undefined || reached.current === trackId) return
    reached.current = trackId
    if (row === null) onWords('This track is not on the map yet.')
    else {
      onFound(row)
      onWords('')
      handle.flyTo([row])
    }
  }, [trackId, row, handle, onFound, onWords])
}

interface Marked {
  version: string
  picked: number | null
  path: readonly number[] | undefined
}

/** Mark what plays, what is picked, and both ends of a path. */
function useMarks({ version, picked, path }: Marked): readonly MapMark[] {
  const playingId = usePlayer((player) => (player.playing ? player.track?.id : undefined))
  const { data } = useQuery(mapRowsQuery(version, playingId ? [playingId] : []))
  const playing = playingId ? data?.[0] : undefined
  return useMemo(() => {
    const marks: MapMark[] = (path ?? []).map((row) => ({ row, tone: 'accent' }))
    if (picked !== null) marks.push({ row: picked, tone: 'plain' })
    if (playing != null) marks.push({ row: playing, tone: 'playing', label: 'plays' })
    return marks
  }, [picked, playing, path])
}

function NoWebGl() {
  return (
    <div className={classes.noGl} role="note">
      This browser cannot draw the map: it lacks WebGL 2, or it is switched off. The legend below
      still tells how many tracks there are of each kind, and all else in Menura works without.
    </div>
  )
}
