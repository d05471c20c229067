import { Badge, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { messageOf, type SimilarTrack, type Track } from '../../api/client'
import { similarQuery } from '../../api/queries'
import { queueOf, usePlayer } from '../../audio/player'
import { FoundButtons } from '../../ui/FoundButtons'
import { Meter } from '../../ui/Meter'
import { PlayButton } from '../../ui/TrackLine'
import classes from './TrackPanel.module.css'

/** List what sounds like a track, and why; to play, or to keep as a playlist. */
export function SimilarTracks({ track }: { track: Track }) {
  const { data, error } = useQuery(similarQuery(track.id))
  const items = data?.items ?? []
  const play = (index: number) => {
    const tracks = items.map((item) => item.track)
    void usePlayer.getState().play(queueOf(`tracks like “${track.title}”`, tracks), index)
  }
  return (
    <section className={classes.part} aria-label="Similar tracks">
      <div className={classes.partHead}>
        <h3 className={classes.partTitle}>Sounds like it</h3>
        {items.length > 0 && (
          <FoundButtons
            items={items}
            main="save"
            onPlay={() => play(0)}
            saveAs={`Like ${track.title}`}
            first={{
              title: track.title,
              item: { track_id: track.id, reason: 'where it began' },
            }}
          />
        )}
      </div>
      {error && (
        <p className={classes.words} role="alert">
          {messageOf(error)}
        </p>
      )}
      {!data && !error && <Skeleton height={160} aria-label="Looking for similar tracks" />}
      <ul className={classes.similar}>
        {items.map((item, index) => (
          <Match key={item.track.id} item={item} onPlay={() => play(index)} />
        ))}
      </ul>
      {items.length > 0 && (
        <Link
          to="/discover/similar"
          search={{ seed: [`track:${track.id}`] }}
          className={classes.more}
        >
          More like this, filtered and on the map
        </Link>
      )}
      {data?.note && <p className={classes.words}>{data.note}</p>}
    </section>
  )
}

function Match({ item, onPlay }: { item: SimilarTrack; onPlay: () => void }) {
  const { track, similarity } = item
  const playing = usePlayer((player) => player.track?.id === track.id)
  const reasons = item.reasons.filter((reason) => reason.code !== 'distance') // the bar says it
  return (
    <li className={classes.match} data-playing={playing || undefined}>
      <PlayButton title={track.title} playing={playing} onPlay={onPlay} />
      <div className={classes.names}>
        <Link
          to="/"
          search={(before) => ({ ...before, track: track.id })}
          className={classes.matchTitle}
          style={{ textDecoration: 'none' }}
          title={track.title}
        >
          {track.title}
        </Link>
        <span className={classes.matchArtist}>{track.artist || 'Unknown artist'}</span>
      </div>
      {similarity !== null && (
        <div className={classes.score}>
          {Math.round(similarity * 100)} %
          <Meter label={`Similarity of ${track.title}`} value={similarity} />
        </div>
      )}
      {reasons.length > 0 && (
        <div className={classes.reasons}>
          {reasons.map((reason) => (
            <Badge key={reason.code} size="sm" variant="default" tt="none" fw={500}>
              {reason.text}
            </Badge>
          ))}
        </div>
      )}
    </li>
  )
}
