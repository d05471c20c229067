import { Alert, Button, Group, Modal, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, messageOf, type Schemas, unwrap } from '../../api/client'
import { keys, refreshLibrary } from '../../api/queries'
import { announce } from '../../ui/announce'
import { CheckLine } from '../../ui/CheckLine'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { formatCount, formatNumberOf } from '../../ui/format'
import { heldInWords, missingInWords, sweepCount } from './missingWords'
import classes from './Sources.module.css'

interface MissingDialogProps {
  missing: Schemas['MissingOut']
  opened: boolean
  onClose: () => void
}

/** Name the tracks that are gone from their sources, and forget them when somebody says so. */
export function MissingDialog({ missing, opened, onClose }: MissingDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Missing tracks" size="lg" centered>
      <Sheet missing={missing} onClose={onClose} />
    </Modal>
  )
}

function Sheet({ missing, onClose }: Omit<MissingDialogProps, 'opened'>) {
  const [withHeld, setWithHeld] = useState(false)
  const [asking, setAsking] = useState(false)
  const sweeping = useSweep(() => {
    setAsking(false)
    onClose()
  })
  const count = sweepCount(missing, withHeld)
  const held = heldInWords(missing)
  const unnamed = missing.ready - missing.items.length
  return (
    <Stack>
      <p className={classes.words}>{missingInWords(missing)}</p>
      {missing.ready === 0 ? (
        <p className={classes.words}>
          They can be forgotten when they have been gone for {missing.keep_days} days. If a disk or
          a server is only switched off, switch it on and scan again: they come back as they were.{' '}
          <Link to="/" search={{ state: 'missing' }} onClick={onClose}>
            Show them in the library
          </Link>
        </p>
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it */}
          <ul className={classes.gone} aria-label="Gone for long" tabIndex={0}>
            {missing.items.map((track) => (
              <li key={track.id}>
                {track.title}
                <span>
                  {track.artist || 'Unknown artist'} · {track.path ?? track.location}
                </span>
              </li>
            ))}
            {unnamed > 0 && <li>and {formatCount(unnamed)} more</li>}
          </ul>
          {held && (
            <CheckLine
              name="Forget those too that are in playlists, favourites or rated"
              hint={`${held} They are kept unless this is ticked.`}
              checked={withHeld}
              onToggle={() => {
                sweeping.reset()
                setWithHeld(!withHeld)
              }}
            />
          )}
        </>
      )}
      {sweeping.error && <Alert color="red">{messageOf(sweeping.error)}</Alert>}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        {missing.ready > 0 && (
          <Button color="red.8" disabled={count === 0} onClick={() => setAsking(true)}>
            Forget {formatNumberOf(count, 'track')}…
          </Button>
        )}
      </Group>
      <ConfirmDialog
        opened={asking}
        title={`Forget ${formatNumberOf(count, 'track')}?`}
        action={`Forget ${formatNumberOf(count, 'track')}`}
        pending={sweeping.isPending}
        error={sweeping.error}
        onConfirm={() => sweeping.mutate({ expected: count, with_held: withHeld })}
        onClose={() => setAsking(false)}
      >
        What was heard in them and how often they were played is lost. {held}{' '}
        {held && (withHeld ? 'They are forgotten too.' : 'These are kept.')}
      </ConfirmDialog>
    </Stack>
  )
}

function useSweep(onSwept: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Schemas['SweepIn']) => unwrap(api.POST('/api/v1/missing/sweep', { body })),
    onSuccess: ({ swept }) => {
      announce(`${formatNumberOf(swept, 'track')} forgotten`, 'No file was touched.')
      onSwept()
      refreshLibrary(client)
      void client.invalidateQueries({ queryKey: keys.playlists })
    },
    // Other tracks may be gone by now than were shown.
    onSettled: () => client.invalidateQueries({ queryKey: keys.missing }),
  })
}
