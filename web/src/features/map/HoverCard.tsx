import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { mapTracksQuery } from '../../api/map'
import { formatKey, formatTempo } from '../../ui/format'
import classes from './MapPage.module.css'

const PAUSE_MS = 90 // not every point the mouse brushes is asked for

interface HoverCardProps {
  version: string
  row: number
  x: number
  y: number
}

/** Name the track under the mouse; a click keeps it and offers more. */
export function HoverCard({ version, row, x, y }: HoverCardProps) {
  const [asked] = useDebouncedValue(row, PAUSE_MS)
  const { data } = useQuery(mapTracksQuery(version, [asked]))
  const track = asked === row ? data?.[0] : undefined
  if (!track) return null
  const facts = [
    track.features?.tempo_bpm && `${formatTempo(track.features.tempo_bpm)} BPM`,
    track.features?.key && formatKey(track.features.key, track.features.mode),
  ]
  return (
    <div
      className={classes.hover}
      style={{ transform: `translate(${Math.round(x)}px, ${Math.round(y)}px)` }}
      aria-hidden="true"
    >
      <div>
        <b>{track.title}</b>
        <span>{track.artist || 'Unknown artist'}</span>
        <span>{facts.filter(Boolean).join(' · ')}</span>
      </div>
    </div>
  )
}
