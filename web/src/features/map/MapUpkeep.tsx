import { Button } from '@mantine/core'
import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import type { Job } from '../../api/client'
import { MAP_SPACE, type MapManifest } from '../../api/map'
import { announceError } from '../../ui/announce'
import { formatCount, formatNumberOf } from '../../ui/format'
import { lazyDialog } from '../../ui/lazyDialog'
import classes from './MapPage.module.css'
import { useBuildMap } from './mapActions'

const ConfirmDialog = lazyDialog(async () => (await import('../../ui/ConfirmDialog')).ConfirmDialog)

/** Place what is new, or every track anew. */
export function MapUpkeep({ manifest, job }: { manifest: MapManifest; job: Job | undefined }) {
  const { waiting, count } = manifest
  const [asking, setAsking] = useState(false)
  const place = useBuildMap()
  const anew = useBuildMap(() => setAsking(false))
  const busy = job !== undefined
  return (
    <>
      {waiting > 0 && (
        <>
          <span className={classes.waiting}>{formatCount(waiting)} not on it yet</span>
          <Button
            size="xs"
            loading={place.isPending}
            disabled={busy}
            onClick={() =>
              place.mutate(
                { space: MAP_SPACE },
                { onError: (error) => announceError('New tracks cannot be placed', error) },
              )
            }
          >
            Place new tracks
          </Button>
        </>
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={<RefreshCw size={14} />}
        disabled={busy}
        onClick={() => setAsking(true)}
      >
        Lay out anew
      </Button>
      <ConfirmDialog
        opened={asking}
        title="Lay out the map anew?"
        action="Lay out anew"
        pending={anew.isPending}
        error={anew.error}
        onConfirm={() => anew.mutate({ space: MAP_SPACE, anew: true })}
        onClose={() => setAsking(false)}
      >
        All {formatNumberOf(count, 'track')} get new places, so that you find nothing where you knew
        it to be. The map as it is stays until the new one is finished.
      </ConfirmDialog>
    </>
  )
}
