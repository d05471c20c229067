import { ActionIcon, CloseButton, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { AudioLines, Play } from 'lucide-react'
import { messageOf } from '../../api/client'
import { mapTracksQuery } from '../../api/map'
import { queueOf, usePlayer } from '../../audio/player'
import { TrackTile } from '../../ui/TrackTile'
import classes from './MapPage.module.css'

interface PickedCardProps {
  version: string
  row: number
  onClose: () => void
}

/** Show the track that somebody clicked on or flew to. */
export function PickedCard({ version, row, onClose }: PickedCardProps) {
  const { data, error } = useQuery(mapTracksQuery(version, [row]))
  const track = data?.[0]
  const playing = usePlayer((player) => player.playing && player.track?.id === track?.id)
  return (
    <section className={classes.picked} aria-label="Track on the map">
      {error && (
        <p className={classes.words} role="alert">
          {messageOf(error)}
        </p>
      )}
      {!data && !error && <Skeleton width={180} height={36} aria-label="Loading the track" />}
      {data && !track && <p className={classes.words}>This track is no longer in the library.</p>}
      {track && (
        <>
          <TrackTile seed={track.artist || track.title} size={36} />
          <div className={classes.pickedNames}>
            <Link to="/" search={{ track: track.id }} className={classes.pickedTitle}>
              {track.title}
            </Link>
            <span className={classes.words}>{track.artist || 'Unknown artist'}</span>
            <Link
              to="/discover/similar"
              search={{ seed: [`track:${track.id}`] }}
              className={classes.pickedLink}
            >
              Similar tracks
            </Link>
          </div>
          <ActionIcon
            variant="filled"
            size={34}
            aria-label={`Play ${track.title}`}
            onClick={() => void usePlayer.getState().play(queueOf('the map', [track]), 0)}
          >
            {playing ? <AudioLines size={16} /> : <Play size={16} />}
          </ActionIcon>
        </>
      )}
      <CloseButton aria-label="Close" onClick={onClose} />
    </section>
  )
}
