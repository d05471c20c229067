import { CloseButton, Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Track } from '../../api/client'
import { analysisQuery, trackQuery } from '../../api/queries'
import { useRate } from '../../api/ratings'
import { announceError } from '../../ui/announce'
import { ErrorState } from '../../ui/ErrorState'
import { FavouriteButton } from '../../ui/FavouriteButton'
import { StarRating } from '../../ui/StarRating'
import { TrackTile } from '../../ui/TrackTile'
import { TrackListening } from './TrackListening'
import classes from './TrackPanel.module.css'
import { TrackPlaces } from './TrackPlaces'
import { TrackSound } from './TrackSound'

/** Whoever runs down the list with a key held does not want every track fetched. */
const PAUSE_MS = 120

interface TrackPanelProps {
  trackId: string
  onClose: () => void
}

/** Tell all about the selected track. */
export function TrackPanel({ trackId, onClose }: TrackPanelProps) {
  const [settledId] = useDebouncedValue(trackId, PAUSE_MS)
  const { data: track, error, refetch } = useQuery(trackQuery(settledId))
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const inDialog =
        event.target instanceof Element && event.target.closest('[role=dialog],input')
      if (event.key === 'Escape' && !event.defaultPrevented && !inDialog) onClose()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [onClose])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
    <aside className={classes.panel} aria-label="Selected track" tabIndex={0}>
      {track ? (
        <Contents key={track.id} track={track} onClose={onClose} />
      ) : (
        <>
          <CloseButton aria-label="Close the track" onClick={onClose} ml="auto" />
          {error ? (
            <ErrorState
              title="The track cannot be shown"
              error={error}
              onRetry={() => void refetch()}
            />
          ) : (
            <Skeleton height={300} aria-label="Loading the track" />
          )}
        </>
      )}
    </aside>
  )
}

function Contents({ track, onClose }: { track: Track; onClose: () => void }) {
  const { data: analysis, error } = useQuery({
    ...analysisQuery(track.id),
    enabled: track.features !== null,
  })
  return (
    <>
      <header className={classes.head}>
        <TrackTile seed={track.artist || track.title} size={52} />
        <div className={classes.names}>
          <h2 className={classes.title}>{track.title}</h2>
          <span className={classes.artist}>{track.artist || 'Unknown artist'}</span>
          {track.album && (
            <span className={classes.artist}>
              {track.album}
              {track.year ? `, ${track.year}` : ''}
            </span>
          )}
          {track.genres.length > 0 && (
            <span className={classes.artist}>{track.genres.join(', ')}</span>
          )}
          <Rating track={track} />
        </div>
        <FavouriteButton track={track} />
        <CloseButton aria-label="Close the track" onClick={onClose} />
      </header>
      <TrackSound track={track} analysis={analysis} />
      {track.features ? (
        <TrackListening
          track={track}
          features={analysis?.features ?? track.features}
          analysis={analysis}
          error={analysis ? null : error}
        />
      ) : (
        <NotHeard track={track} />
      )}
      <TrackPlaces track={track} />
    </>
  )
}

function Rating({ track }: { track: Track }) {
  const rate = useRate(track)
  return (
    <StarRating
      title={track.title}
      rating={track.rating}
      onRate={(rating) =>
        rate.mutate(rating, { onError: (e) => announceError('The rating was not saved', e) })
      }
    />
  )
}

function NotHeard({ track }: { track: Track }) {
  if (track.state === 'failed') {
    return (
      <section className={classes.part}>
        <h3 className={classes.partTitle}>It could not be heard</h3>
        <p className={classes.words}>{track.error?.message}</p>
      </section>
    )
  }
  return (
    <p className={classes.words}>
      {track.state === 'missing'
        ? 'It was not there at the last scan.'
        : 'Not heard yet. Tempo, key, loudness and similar tracks come when its turn in the scan has come.'}
    </p>
  )
}
