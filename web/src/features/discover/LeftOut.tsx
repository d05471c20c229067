import type { Found } from '../../api/discover'
import { queueOf, usePlayer } from '../../audio/player'
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
  const playingId = usePlayer((player) => player.track?.id ?? null)
  const play = (index: number) => {
    const tracks = items.map(({ track }) => track)
    void usePlayer.getState().play(queueOf('what was left out', tracks), index)
  }
  return (
    <details className={classes.left}>
      <summary>Left out, and why: {formatNumberOf(items.length, 'track')}</summary>
      <ResultList
        label="Tracks that were left out"
        items={items}
        playingId={playingId}
        litId={litId}
        onLit={onLit}
        onPlay={play}
      />
    </details>
  )
}
