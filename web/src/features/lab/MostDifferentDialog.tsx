import { Alert, Button, Group, Modal, NativeSelect, Stack } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Heart, Pin } from 'lucide-react'
import { useMemo, useState } from 'react'
import { messageOf } from '../../api/client'
import { formatNumberOf } from '../../ui/format'
import { LabeledSlider } from '../../ui/LabeledSlider'
import { type PlacedClip, placeClips } from './clipOrder'
import { clusterColors } from './clusterColors'
import type { Session } from './labApi'
import { mostDifferentQuery } from './labQueries'
import { deleteClips } from './labUndo'
import { clipTitle, lineageOf, lineageWords } from './labWords'
import classes from './MostDifferentDialog.module.css'

interface MostDifferentDialogProps {
  session: Session
  opened: boolean
  onClose: () => void
}

/** Keep the few clips that differ most; the others go, and can be had back for a while. */
export function MostDifferentDialog({ session, opened, onClose }: MostDifferentDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keep the most different" size="lg" centered>
      <Choice session={session} onClose={onClose} />
    </Modal>
  )
}

function Choice({ session, onClose }: Omit<MostDifferentDialogProps, 'opened'>) {
  const [batchId, setBatchId] = useState('')
  const [wanted, setWanted] = useState<number | null>(null)
  const client = useQueryClient()
  const placed = useMemo(() => placeClips(session.batches), [session.batches])
  const inScope = batchId ? placed.filter((one) => one.batchId === batchId) : placed
  const usual = Math.min(inScope.length, Math.max(1, Math.round(inScope.length / 2)))
  const count = Math.min(wanted ?? usual, Math.max(1, inScope.length))
  const { data, error } = useQuery(mostDifferentQuery(session.id, count, batchId || null))
  const keptIds = data?.clip_ids ?? []
  const kept = keptIds.flatMap((id) => inScope.find(({ clip }) => clip.id === id) ?? [])
  const others = data ? inScope.filter(({ clip }) => !keptIds.includes(clip.id)) : []
  const removeOthers = () => {
    deleteClips(
      client,
      session.id,
      others.map(({ clip }) => clip.id),
    )
    onClose()
  }
  return (
    <Stack>
      <NativeSelect
        label="Of"
        value={batchId}
        data={scopesOf(session)}
        onChange={(event) => setBatchId(event.currentTarget.value)}
      />
      <LabeledSlider
        label="How many"
        words={formatNumberOf(count, 'clip')}
        min={1}
        max={Math.max(1, inScope.length)}
        value={count}
        onChange={setWanted}
      />
      {error && <Alert color="red">{messageOf(error)}</Alert>}
      <ClipChips title="These stay" session={session} clips={kept} />
      <ClipChips title="These would go" session={session} clips={others} />
      <p className={classes.quiet}>Favourites and pinned clips always stay; they count.</p>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Keep all
        </Button>
        <Button color="red.8" disabled={others.length === 0} onClick={removeOthers}>
          Delete the other {others.length}
        </Button>
      </Group>
    </Stack>
  )
}

/** Offer the whole session, and each batch by what it came from. */
function scopesOf(session: Session): { value: string; label: string }[] {
  const labels = new Map(
    session.batches.flatMap(({ clusters }) => clusters.map((c) => [c.id, c.label])),
  )
  const batches = session.batches.map((batch, place) => ({
    value: batch.id,
    label: `Batch ${place + 1}: ${lineageWords(lineageOf(batch, labels))}`,
  }))
  return [{ value: '', label: 'All clips of the session' }, ...batches.reverse()]
}

interface ClipChipsProps {
  title: string
  session: Session
  clips: readonly PlacedClip[]
}

function ClipChips({ title, session, clips }: ClipChipsProps) {
  const colors = useMemo(() => clusterColors(session.batches), [session.batches])
  return (
    <section aria-label={title}>
      <h3 className={classes.title}>
        {title} <span className={classes.quiet}>{clips.length}</span>
      </h3>
      <ul className={classes.chips}>
        {clips.map(({ clip, number, label, clusterId }) => (
          <li key={clip.id} className={classes.chip}>
            <span
              className={classes.swatch}
              style={{ background: colors.get(clusterId) }}
              aria-hidden="true"
            />
            {clipTitle(clip, number)}
            <span className={classes.quiet}>{label}</span>
            {clip.favourite && <Heart size={12} role="img" aria-label="favourite" />}
            {clip.pinned && <Pin size={12} role="img" aria-label="pinned" />}
          </li>
        ))}
      </ul>
    </section>
  )
}
