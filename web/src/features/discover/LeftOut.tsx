import type { Found } from '../../api/discover'
import { useTrackList } from '../../audio/useTrackList'
import { formatNumberOf } from '../../ui/format'
import { ResultList } from '../../ui/ResultList'
import classes from './Discover.module.css'

interface LeftOutProps {
  items: readonly Found[]
  litId: string | null
  onLit: (id: string | null) => void
}

/** List what a mixture left out, and why. */
export function LeftOut({ items, litId, onLit }: LeftOutProps) {
  const player = useTrackList(
    'what was left out',
    items.map(({ track }) => track),
  )
  return (
    <details className={classes.left}>
      <summary>Left out, and why: {formatNumberOf(items.length, 'track')}</summary>
      <ResultList
        label="Tracks that were left out"
        items={items}
        playingId={player.playingId}
        litId={litId}
        onLit={onLit}
        onPlay={player.onPlay}
      />
    </details>
  )
}
