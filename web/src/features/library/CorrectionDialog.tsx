import { Alert, Button, Group, Modal, Stack } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { type Analysis, type Corrections, messageOf, type Track } from '../../api/client'
import classes from './Corrections.module.css'
import {
  CORRECTION_NOUNS,
  type CorrectionName,
  correctionOf,
  heardOf,
  valueInWords,
} from './correctionForms'
import { useCorrect, useWithdraw } from './corrections'
import { KeyField } from './KeyField'
import { KindField } from './KindField'
import { MoodsField } from './MoodsField'
import { TempoField } from './TempoField'

interface CorrectionDialogProps {
  track: Track
  analysis: Analysis
  name: CorrectionName
  opened: boolean
  onClose: () => void
}

/** What the field of a quantity gets: what is known, and whom to tell what is better. */
export interface FieldProps {
  analysis: Analysis
  /** The server's sentence about what was sent. */
  problem: ReactNode
  /** Undefined: there is nothing to save yet. */
  onChange: (change: Corrections | undefined) => void
}

const FIELDS: Record<CorrectionName, (props: FieldProps) => ReactNode> = {
  tempo_bpm: TempoField,
  key: KeyField,
  kind: (props) => <KindField {...props} name="kind" />,
  instrument: (props) => <KindField {...props} name="instrument" />,
  moods: MoodsField,
}

/** Let a person say what is right, beside what was heard. */
export function CorrectionDialog(props: CorrectionDialogProps) {
  const { name, opened, onClose } = props
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Correct the ${CORRECTION_NOUNS[name]}`}
      centered
    >
      <CorrectionForm key={name} {...props} />
    </Modal>
  )
}

function CorrectionForm({ track, analysis, name, onClose }: CorrectionDialogProps) {
  const [change, setChange] = useState<Corrections>()
  const correcting = useCorrect(track.id, onClose)
  const withdrawing = useWithdraw(track.id, onClose)
  const correction = correctionOf(analysis, name)
  const Field = FIELDS[name]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!change) return
    // No mood is left corrected: that is taking the correction back.
    if (name === 'moods' && change.moods === null) withdrawing.mutate('moods')
    else correcting.mutate(change)
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Field
          analysis={analysis}
          problem={correcting.error && messageOf(correcting.error)}
          onChange={(next) => {
            correcting.reset()
            setChange(next)
          }}
        />
        {name !== 'moods' && (
          <p className={classes.heard}>
            Heard: <b>{valueInWords(name, heardOf(analysis, name))}</b>
          </p>
        )}
        {withdrawing.error && <Alert color="red">{messageOf(withdrawing.error)}</Alert>}
        <Group justify="flex-end">
          {correction && (
            <Button
              variant="subtle"
              mr="auto"
              loading={withdrawing.isPending}
              onClick={() => withdrawing.mutate(name)}
            >
              Take it back
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={correcting.isPending} disabled={!change}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
