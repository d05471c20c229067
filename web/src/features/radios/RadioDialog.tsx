import { Alert, Button, Group, Modal, NativeSelect, Stack, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiError, messageOf } from '../../api/client'
import { CronField, cronOf } from '../../ui/CronField'
import { nextRun } from '../../ui/cron'
import classes from './Radios.module.css'
import { type Anchor, type Radio, useAddRadio, useChangeRadio } from './radioApi'
import { freedomInWords } from './radioWords'

const MOST_TRACKS = 500
const USUAL_CRON = '0 4 * * *'

interface RadioDialogProps {
  anchors: readonly Anchor[]
  /** The radio to change; without one, a new one is made. */
  radio?: Radio
  /** The anchor a new one is made of unless another is chosen. */
  anchorId?: string
  opened: boolean
  onClose: () => void
}

/** Make a radio of an anchor, or change one. */
export function RadioDialog({ opened, ...form }: RadioDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={form.onClose}
      title={form.radio ? `Edit “${form.radio.name}”` : 'New radio'}
      centered
    >
      <RadioForm {...form} />
    </Modal>
  )
}

function RadioForm({ anchors, radio, anchorId, onClose }: Omit<RadioDialogProps, 'opened'>) {
  const [anchor, setAnchor] = useState(radio?.anchor_id ?? anchorId ?? anchors[0]?.id ?? '')
  const [name, setName] = useState(radio?.name ?? '')
  const [temperature, setTemperature] = useState(String(radio?.temperature ?? 1))
  const [count, setCount] = useState(String(radio?.count ?? 50))
  const [perArtist, setPerArtist] = useState(radio ? String(radio.per_artist ?? '') : '3')
  const [itself, setItself] = useState(Boolean(radio?.cron))
  const [cron, setCron] = useState(radio?.cron ?? USUAL_CRON)
  const adding = useAddRadio(onClose)
  const changing = useChangeRadio(radio?.id ?? '', onClose)
  const { error, isPending } = radio ? changing : adding
  const faultAt = (field: string) =>
    error instanceof ApiError && error.field?.endsWith(field) ? messageOf(error) : undefined
  const known = ['name', 'temperature', 'count', 'per_artist', 'cron'].some(faultAt)
  const anchorName = anchors.find(({ id }) => id === anchor)?.name ?? ''

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const values = {
      temperature: Number(temperature),
      count: Number(count),
      per_artist: perArtist.trim() === '' ? null : Number(perArtist),
    }
    const plain = name.trim() || anchorName
    if (radio) changing.mutate({ ...values, name: plain, cron: itself ? cronOf(cron) : '' })
    else {
      adding.mutate({
        ...values,
        anchor,
        name: plain,
        cron: itself ? cronOf(cron) : null,
        enabled: true,
      })
    }
  }
  const due = !itself || nextRun(cronOf(cron), new Date()) !== null
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {!radio && (
          <NativeSelect
            label="Anchor"
            description="The sound it plays around."
            value={anchor}
            data={anchors.map(({ id, name: label }) => ({ value: id, label }))}
            onChange={(event) => setAnchor(event.currentTarget.value)}
          />
        )}
        <TextInput
          data-autofocus
          label="Name"
          placeholder={anchorName}
          value={name}
          maxLength={200}
          error={faultAt('name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className={classes.fields}>
          <TextInput
            type="number"
            label="Tracks"
            min={1}
            max={MOST_TRACKS}
            value={count}
            error={faultAt('count')}
            onChange={(event) => setCount(event.currentTarget.value)}
          />
          <TextInput
            type="number"
            label="Per artist"
            placeholder="No limit"
            min={1}
            max={MOST_TRACKS}
            value={perArtist}
            error={faultAt('per_artist')}
            onChange={(event) => setPerArtist(event.currentTarget.value)}
          />
          <TextInput
            type="number"
            label="Temperature"
            min={0}
            max={100}
            step={0.1}
            value={temperature}
            description={freedomInWords(Number(temperature))}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            error={faultAt('temperature')}
            onChange={(event) => setTemperature(event.currentTarget.value)}
          />
        </div>
        <Switch
          label="Plays by itself"
          description="Each run replaces the tracks of its playlist."
          checked={itself}
          onChange={(event) => setItself(event.currentTarget.checked)}
        />
        {itself && <CronField value={cron} onChange={setCron} error={faultAt('cron')} />}
        {error && !known && <Alert color="red">{messageOf(error)}</Alert>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={isPending}
            disabled={!anchor || !due || !temperature.trim() || !count.trim()}
          >
            {radio ? 'Save' : 'Make the radio'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
