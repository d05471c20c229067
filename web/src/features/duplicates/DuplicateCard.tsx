import { ActionIcon } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { AudioLines, Play } from 'lucide-react'
import type { Duplicate, Track } from '../../api/client'
import { queueOf, usePlayer } from '../../audio/player'
import { TrackTile } from '../../ui/TrackTile'
import classes from './DuplicatesPage.module.css'
import { agreementInWords, fileFacts } from './duplicateWords'

/** Show the tracks that hold one recording beside each other. */
export function DuplicateCard({ group }: { group: Duplicate }) {
  const [first] = group.tracks
  if (!first) return null
  const play = (index: number) =>
    void usePlayer
      .getState()
      .play(queueOf(`the duplicates of “${first.title}”`, group.tracks), index)
  return (
    <li className={classes.group}>
      <div className={classes.head}>
        <TrackTile seed={first.artist || first.title} size={38} />
        <div className={classes.words}>
          <h2 className={classes.title}>{first.title}</h2>
          <span className={classes.facts}>
            {first.artist || 'Unknown artist'} · {group.tracks.length} files ·{' '}
            {agreementInWords(group.bit_error_rate)}
          </span>
        </div>
      </div>
      <ul className={classes.files}>
        {group.tracks.map((track, index) => (
          <File key={track.id} track={track} onPlay={() => play(index)} />
        ))}
      </ul>
    </li>
  )
}

function File({ track, onPlay }: { track: Track; onPlay: () => void }) {
  const playing = usePlayer((player) => player.track?.id === track.id)
  return (
    <li className={classes.file} data-playing={playing || undefined}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={`Play ${track.location}`}
        onClick={onPlay}
      >
        {playing ? <AudioLines size={16} /> : <Play size={16} />}
      </ActionIcon>
      <div className={classes.words}>
        <Link to="/" search={{ track: track.id }} className={classes.location}>
          {track.location}
        </Link>
        <span className={classes.facts}>{fileFacts(track)}</span>
      </div>
    </li>
  )
}
