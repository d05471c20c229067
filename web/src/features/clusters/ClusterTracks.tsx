import { CloseButton, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTrackList } from '../../audio/useTrackList'
import { ErrorState } from '../../ui/ErrorState'
import { FoundTracks } from '../../ui/FoundTracks'
import classes from './Clusters.module.css'
import { type ClusterPlaylist, clusterPlaylistQuery } from './clusterApi'

interface ClusterTracksProps {
  runId: string
  playlist: ClusterPlaylist
  onClose: () => void
}

/** List the tracks of a playlist of a version, those in its middle first. */
export function ClusterTracks({ runId, playlist, onClose }: ClusterTracksProps) {
  const { data, error, refetch } = useQuery(clusterPlaylistQuery(runId, playlist.position))
  const tracks = data?.tracks ?? []
  const player = useTrackList(`“${playlist.name}”`, tracks)
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <section ref={section} className={classes.part} aria-label={`Tracks of ${playlist.name}`}>
      <div className={classes.partHead}>
        <h2 className={classes.partTitle}>{playlist.name}</h2>
        <CloseButton aria-label="Close the tracks" onClick={onClose} />
      </div>
      {data ? (
        <FoundTracks items={tracks.map((track) => ({ track }))} {...player} />
      ) : error ? (
        <ErrorState
          title="The tracks cannot be shown"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Skeleton height={240} role="status" aria-label="Loading the tracks" />
      )}
    </section>
  )
}
