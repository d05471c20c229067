import { Badge, Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, type Track, unwrap } from '../../api/client'
import { refreshLibrary, sourcesQuery } from '../../api/queries'
import { type Place, placesQuery } from '../../api/sources'
import { announce } from '../../ui/announce'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { formatBytes } from '../../ui/format'
import { SOURCE_ICONS } from '../../ui/sourceKinds'
import panel from './TrackPanel.module.css'
import classes from './TrackPlaces.module.css'

/** Name every source that has a track: it is heard and played from the first. */
export function TrackPlaces({ track }: { track: Track }) {
  const { data: places } = useQuery(placesQuery(track.id))
  const { data: sources = [] } = useQuery(sourcesQuery)
  if (!places || places.length === 0) {
    const source = sources.find((one) => one.id === track.source_id)
    return (
      <div className={panel.path}>
        {source ? `${source.name} / ` : ''}
        {track.path ?? track.location}
      </div>
    )
  }
  return (
    <section className={panel.part} aria-label="Where it lies">
      <h3 className={panel.partTitle}>Where it lies</h3>
      <ul className={classes.places}>
        {places.map((place) => (
          <OnePlace key={place.track_id} place={place} alone={places.length === 1} track={track} />
        ))}
      </ul>
    </section>
  )
}

function OnePlace({ place, alone, track }: { place: Place; alone: boolean; track: Track }) {
  const Icon = SOURCE_ICONS[place.kind]
  return (
    <li className={classes.place}>
      <Icon size={16} aria-hidden="true" />
      <div className={classes.words}>
        <span className={classes.name}>
          <Link to="/sources/$sourceId" params={{ sourceId: place.source_id }}>
            {place.source_name}
          </Link>
          {place.is_first && !alone && (
            <Badge size="sm" variant="light" tt="none" fw={550} c="var(--accent-text)">
              heard and played from here
            </Badge>
          )}
          {place.is_missing && (
            <Badge size="sm" variant="light" color="yellow" tt="none" fw={550} c="var(--warn-text)">
              missing
            </Badge>
          )}
        </span>
        <span className={classes.path}>{place.path ?? place.location}</span>
        {place.size_bytes > 0 && (
          <span className={classes.path}>{formatBytes(place.size_bytes)}</span>
        )}
        {!place.is_first && <Separate place={place} track={track} />}
      </div>
    </li>
  )
}

/** Let somebody say that a copy is another recording after all. */
function Separate({ place, track }: { place: Place; track: Track }) {
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const separating = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v1/tracks/{track_id}/separate', {
          params: { path: { track_id: place.track_id } },
        }),
      ),
    onSuccess: () => {
      setAsking(false)
      announce('They are two tracks now', 'The other one is heard with the next scan.')
      refreshLibrary(client)
    },
  })
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        w="fit-content"
        ml={-8}
        aria-label={`Not the same recording: separate the one on ${place.source_name}`}
        onClick={() => setAsking(true)}
      >
        Not the same recording: separate
      </Button>
      <ConfirmDialog
        opened={asking}
        title="Not the same recording?"
        action="Separate it"
        pending={separating.isPending}
        error={separating.error}
        onConfirm={() => separating.mutate()}
        onClose={() => {
          separating.reset()
          setAsking(false)
        }}
      >
        What lies on {place.source_name} becomes a track of its own, and is listened to with the
        next scan. “{track.title}” keeps its plays, playlists and corrections.
      </ConfirmDialog>
    </>
  )
}
