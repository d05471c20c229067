import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Map as MapIcon } from 'lucide-react'
import { messageOf } from '../../api/client'
import { MAP_SPACE, type MapManifest } from '../../api/map'
import { EmptyState } from '../../ui/EmptyState'
import { formatNumberOf } from '../../ui/format'
import classes from './MapPage.module.css'
import { useBuildMap } from './mapActions'

interface NoMapProps {
  manifest: MapManifest
  building: boolean
}

/** Offer to make the map; where nothing is heard yet, say what comes first. */
export function NoMap({ manifest, building }: NoMapProps) {
  const build = useBuildMap()
  if (manifest.waiting === 0) {
    return (
      <EmptyState
        icon={MapIcon}
        title="No map yet"
        action={
          <Button component={Link} to="/">
            Go to the library
          </Button>
        }
      >
        The map places tracks by how they sound. None has been heard so far: add a folder, or wait
        until the first ones are.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={MapIcon}
      title={building ? 'The map is being made' : 'No map yet'}
      action={
        !building && (
          <>
            <Button loading={build.isPending} onClick={() => build.mutate({ space: MAP_SPACE })}>
              Make the map
            </Button>
            {build.error && (
              <p className={classes.words} role="alert">
                {messageOf(build.error)}
              </p>
            )}
          </>
        )
      }
    >
      {formatNumberOf(manifest.waiting, 'track')} that Menura has heard can be laid out in a plane,
      near each other what sounds alike.
      {building && ' You can leave this page: the work goes on.'}
    </EmptyState>
  )
}
