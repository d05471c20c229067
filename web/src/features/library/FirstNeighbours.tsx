import { CloseButton } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, type SimilarTrack, type Track, unwrap } from '../../api/client'
import { similarQuery, statusQuery } from '../../api/queries'
import { queueOf, usePlayer } from '../../audio/player'
import { PlayButton } from '../../ui/TrackLine'
import classes from './FirstNeighbours.module.css'

const SHOWN = 3

/** Any track that is heard: the first one of them stays the first. */
const anyHeardQuery = queryOptions({
  queryKey: ['any-heard'] as const,
  queryFn: async ({ signal }) => {
    const query = { state: 'analysed', limit: 1, order: 'added' } as const
    return (await unwrap(api.GET('/api/v1/tracks', { params: { query }, signal }))).items[0] ?? null
  },
})

/** While a library is heard for the first time: what already sounds alike. */
export function FirstNeighbours() {
  const { data: status } = useQuery(statusQuery)
  const [closed, setClosed] = useState(false)
  const heard = status?.counts.analysed ?? 0
  // The track is kept, so that nothing moves away under the pointer while more are heard.
  const { data: track } = useQuery({
    ...anyHeardQuery,
    enabled: heard >= 2,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: false,
  })
  if (closed || heard < 2 || !track) return null
  return <Neighbours track={track} onClose={() => setClosed(true)} />
}

function Neighbours({ track, onClose }: { track: Track; onClose: () => void }) {
  const { data } = useQuery(similarQuery(track.id))
  const near = data?.items.slice(0, SHOWN) ?? []
  if (near.length === 0) return null
  const play = (index: number) =>
    void usePlayer.getState().play(
      queueOf(
        `tracks like “${track.title}”`,
        near.map((item) => item.track),
      ),
      index,
    )
  return (
    <section className={classes.near} aria-label="First neighbours">
      <p className={classes.words} role="status">
        First neighbours: “{track.title}” sounds like
      </p>
      <ul className={classes.list}>
        {near.map((item, index) => (
          <Neighbour key={item.track.id} item={item} onPlay={() => play(index)} />
        ))}
      </ul>
      <Link to="/" search={(before) => ({ ...before, track: track.id })} className={classes.more}>
        See why
      </Link>
      <CloseButton size="sm" aria-label="Close the first neighbours" onClick={onClose} />
    </section>
  )
}

function Neighbour({ item, onPlay }: { item: SimilarTrack; onPlay: () => void }) {
  const playing = usePlayer((player) => player.playing && player.track?.id === item.track.id)
  return (
    <li className={classes.one}>
      <PlayButton title={item.track.title} playing={playing} onPlay={onPlay} />
      <span className={classes.title}>{item.track.title}</span>
      {item.similarity !== null && (
        <span className={classes.score}>{Math.round(item.similarity * 100)} %</span>
      )}
    </li>
  )
}
