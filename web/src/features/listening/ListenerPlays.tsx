import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Fingerprint, Trash2 } from 'lucide-react'
import { useTrackList } from '../../audio/useTrackList'
import { ErrorState } from '../../ui/ErrorState'
import { formatAge, formatMoment, formatNumberOf } from '../../ui/format'
import { PlayButton, TrackNames } from '../../ui/TrackLine'
import classes from './Listening.module.css'
import { type Listener, type PlayOrder, playsQuery, useForget } from './listeningApi'

interface ListenerPlaysProps {
  listener: Listener
  onForgotten: () => void
}

/** Tell what somebody played most, and what last. */
export function ListenerPlays({ listener, onForgotten }: ListenerPlaysProps) {
  return (
    <>
      <div className={classes.head}>
        <p className={classes.words}>
          {formatNumberOf(listener.play_count, 'play')} of{' '}
          {formatNumberOf(listener.track_count, 'track')}
          {listener.last_played_at && (
            <span title={formatMoment(listener.last_played_at)}>
              · latest {formatAge(listener.last_played_at)}
            </span>
          )}
        </p>
        <Button
          component={Link}
          to="/discover/fingerprint"
          search={{ listener: listener.name } as never}
          variant="default"
          size="xs"
          leftSection={<Fingerprint size={15} />}
        >
          Sonic fingerprint
        </Button>
        <Forget listener={listener} onForgotten={onForgotten} />
      </div>
      <div className={classes.columns}>
        <Plays listener={listener} order="top" title="Most played" />
        <Plays listener={listener} order="latest" title="Played last" />
      </div>
    </>
  )
}

interface PlaysProps {
  listener: Listener
  order: PlayOrder
  title: string
}

function Plays({ listener, order, title }: PlaysProps) {
  const { data: plays, error, refetch } = useQuery(playsQuery(listener.name, order))
  const tracks = plays?.map(({ track }) => track) ?? []
  const label = `what ${listener.name === 'me' ? 'you' : listener.name} played ${order === 'top' ? 'most' : 'last'}`
  const { playingId, onPlay } = useTrackList(label, tracks)
  return (
    <section className={classes.column} aria-label={title}>
      <h2>{title}</h2>
      {plays ? (
        <ol className={classes.plays}>
          {plays.map(({ track, play_count, last_played_at }, place) => (
            <li key={track.id} className={classes.play}>
              <PlayButton
                title={track.title}
                playing={playingId === track.id}
                onPlay={() => onPlay(place)}
              />
              <TrackNames track={track} playing={playingId === track.id} />
              <span
                className={classes.figure}
                title={last_played_at ? formatMoment(last_played_at) : undefined}
              >
                {order === 'top'
                  ? formatNumberOf(play_count, 'play')
                  : last_played_at
                    ? formatAge(last_played_at)
                    : formatNumberOf(play_count, 'play')}
              </span>
            </li>
          ))}
        </ol>
      ) : error ? (
        <ErrorState
          title="The plays cannot be listed"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Skeleton height={240} aria-label="Loading plays" />
      )}
    </section>
  )
}

function Forget({ listener, onForgotten }: ListenerPlaysProps) {
  const forget = useForget(listener, onForgotten)
  return (
    <Button
      variant="subtle"
      color="gray"
      size="xs"
      leftSection={<Trash2 size={15} />}
      onClick={forget}
    >
      Forget these plays
    </Button>
  )
}
