import { ActionIcon, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Focus, Map as MapIcon, Maximize } from 'lucide-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import { messageOf } from '../api/client'
import { type MapData, type MapManifest, mapPointsQuery, mapQuery, mapRowsQuery } from '../api/map'
import classes from './MiniMap.module.css'
import { pointsOf, scaleOf } from './mapLook'
import { colorTable } from './mapScale'
import type { MapMark, TrackMapHandle } from './TrackMap'

const TrackMap = lazy(async () => ({ default: (await import('./TrackMap')).TrackMap }))

/** A track that is shown on the map. */
export interface MiniMapTrack {
  id: string
  title: string
}

interface MiniMapProps {
  /** What lies on it, such as "25 similar tracks". */
  label: string
  tracks: readonly MiniMapTrack[]
  /** Of these, the ones that are marked all the time. */
  marked?: readonly string[]
  /** Whether a line joins the tracks in their order. */
  joined?: boolean
  litId: string | null
  onLit: (id: string | null) => void
  onPick?: (id: string) => void
}

/** The map beside a list: all of the library faintly, the tracks of the list in full colour. */
export function MiniMap(props: MiniMapProps) {
  const { data: manifest, error } = useQuery(mapQuery())
  const points = useQuery({
    ...mapPointsQuery(manifest ?? NO_MANIFEST),
    enabled: manifest?.state === 'ready',
  })
  const trouble = error ?? points.error
  if (trouble) {
    return (
      <p className={classes.none} role="note">
        Without the map: {messageOf(trouble)}
      </p>
    )
  }
  if (manifest?.state === 'none') return <NoMapNote waiting={manifest.waiting} />
  if (!manifest || !points.data) return <Skeleton className={classes.card} />
  return <Drawn key={manifest.version} manifest={manifest} data={points.data} {...props} />
}

const NO_MANIFEST = { version: null } as MapManifest

function NoMapNote({ waiting }: { waiting: number }) {
  return (
    <p className={classes.none} role="note">
      {waiting > 0 ? 'There is no map of the library yet, so only the list is shown. ' : ''}
      <Link to="/map" className={classes.link}>
        {waiting > 0 ? 'Make the map' : 'About the map'}
      </Link>
    </p>
  )
}

interface DrawnProps extends MiniMapProps {
  manifest: MapManifest
  data: MapData
}

const NOTHING: ReadonlySet<string> = new Set()

function Drawn({ manifest, data, ...props }: DrawnProps) {
  const { label, tracks, marked, joined, litId, onLit, onPick } = props
  const [handle, setHandle] = useState<TrackMapHandle | null>(null)
  const points = useMemo(() => pointsOf(manifest, data), [manifest, data])
  const colors = useMemo(() => colorTable(scaleOf(manifest, 'genre'), NOTHING), [manifest])
  const ids = useMemo(() => tracks.map(({ id }) => id), [tracks])
  const { data: found } = useQuery(mapRowsQuery(manifest.version ?? '', ids))
  const places = useMemo(() => {
    const rowOf = new Map<string, number>()
    const idOf = new Map<number, string>()
    ids.forEach((id, place) => {
      const row = found?.[place]
      if (row == null) return
      rowOf.set(id, row)
      idOf.set(row, id)
    })
    return { rowOf, idOf, rows: [...rowOf.values()] }
  }, [ids, found])
  const selected = useMemo(
    () => (places.rows.length > 0 ? Uint32Array.from(places.rows) : undefined),
    [places],
  )
  const reachable = useMemo(() => new Set(places.rows), [places])
  const marks = useMemo(() => {
    const made: MapMark[] = (marked ?? []).flatMap((id) => {
      const row = places.rowOf.get(id)
      return row === undefined ? [] : [{ row, tone: 'accent' as const }]
    })
    const lit = litId === null ? undefined : places.rowOf.get(litId)
    const title = tracks.find(({ id }) => id === litId)?.title
    if (lit !== undefined) made.push({ row: lit, label: title, tone: 'playing' })
    return made
  }, [marked, places, litId, tracks])
  const idOf = (row: number | null) => (row === null ? null : (places.idOf.get(row) ?? null))
  const missing = found ? ids.length - places.rowOf.size : 0
  return (
    <figure className={classes.figure}>
      <div className={classes.card}>
        <Suspense fallback={<Skeleton height="100%" />}>
          <TrackMap
            label={`Map with ${label}. The list holds the same.`}
            points={points}
            category={data.columns.genre}
            colors={colors}
            selected={selected}
            reachable={reachable}
            path={joined ? places.rows : undefined}
            highlights={marks}
            onReady={setHandle}
            onHover={(row) => onLit(idOf(row))}
            onPick={(row) => {
              const id = idOf(row)
              if (id !== null) onPick?.(id)
            }}
            fallback={<p className={classes.none}>This browser cannot draw the map.</p>}
          />
        </Suspense>
        <div className={classes.tools}>
          <ActionIcon
            variant="default"
            size={30}
            aria-label="Show these tracks"
            title="Show these tracks"
            disabled={places.rows.length === 0}
            onClick={() => handle?.flyTo(places.rows)}
          >
            <Focus size={15} />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={30}
            aria-label="Show the whole map"
            title="Show the whole map"
            onClick={() => handle?.fit()}
          >
            <Maximize size={14} />
          </ActionIcon>
          {ids.length > 0 && (
            <ActionIcon
              variant="default"
              size={30}
              component={Link}
              to="/map"
              search={{ overlay: 'found', tracks: ids, joined: joined || undefined } as never}
              aria-label="Show on the large map"
              title="Show on the large map"
            >
              <MapIcon size={15} />
            </ActionIcon>
          )}
        </div>
      </div>
      {missing > 0 && (
        <figcaption className={classes.words}>
          {missing} of {ids.length} are not on the map.
        </figcaption>
      )}
    </figure>
  )
}
