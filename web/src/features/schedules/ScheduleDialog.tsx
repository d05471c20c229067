import { Alert, Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError, messageOf } from '../../api/client'
import { listenersQuery } from '../../api/discover'
import { CronField, cronOf } from '../../ui/CronField'
import { nextRun } from '../../ui/cron'
import { type Schedule, usePutSchedule } from './scheduleApi'
import { optionsToAsk, WORKS, type Work, workOf } from './scheduleWords'

const USUAL_CRON = '30 3 * * *'

interface ScheduleDialogProps {
  /** The schedule to change; without one, a new one is made. */
  schedule?: Schedule
  /** Names that are taken. */
  names: readonly string[]
  opened: boolean
  onClose: () => void
}

/** Add a schedule, or change when one is due. */
export function ScheduleDialog({ opened, ...form }: ScheduleDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={form.onClose}
      title={form.schedule ? `Edit “${form.schedule.name}”` : 'New schedule'}
      centered
    >
      <ScheduleForm {...form} />
    </Modal>
  )
}

function ScheduleForm({ schedule, names, onClose }: Omit<ScheduleDialogProps, 'opened'>) {
  const [name, setName] = useState('')
  const [work, setWork] = useState<Work>((schedule && workOf(schedule)) ?? 'clustering')
  const [listener, setListener] = useState('me')
  const [cron, setCron] = useState(schedule?.cron ?? USUAL_CRON)
  const putting = usePutSchedule(onClose)
  const { data: listeners = [] } = useQuery({
    ...listenersQuery,
    enabled: !schedule && work === 'fingerprint',
  })
  const { error } = putting
  const faultAt = (field: string) =>
    error instanceof ApiError && error.field?.endsWith(field) ? messageOf(error) : undefined
  const known = WORKS.find(({ value }) => value === work)
  const plain = name.trim() || (known?.label ?? '')
  const taken = !schedule && names.includes(plain)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const chosen = work === 'fingerprint' ? { listener } : {}
    putting.mutate({
      name: schedule?.name ?? plain,
      body: {
        work,
        cron: cronOf(cron),
        options: (schedule ? optionsToAsk(schedule) : chosen) ?? {},
        enabled: schedule?.enabled ?? true,
      },
    })
  }
  const others = listeners.map((one) => one.name).filter((one) => one !== 'me')
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {!schedule && (
          <>
            <NativeSelect
              data-autofocus
              label="What"
              description={known?.hint}
              value={work}
              data={WORKS.map(({ value, label }) => ({ value, label }))}
              onChange={(event) => setWork(event.currentTarget.value as Work)}
            />
            {work === 'fingerprint' && others.length > 0 && (
              <NativeSelect
                label="Whose"
                value={listener}
                data={[{ value: 'me', label: 'Mine' }, ...others]}
                onChange={(event) => setListener(event.currentTarget.value)}
              />
            )}
            <TextInput
              label="Name"
              placeholder={known?.label}
              value={name}
              maxLength={100}
              error={
                faultAt('name') ??
                (taken ? 'There is one of this name; choose another.' : undefined)
              }
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </>
        )}
        <CronField value={cron} onChange={setCron} error={faultAt('cron')} />
        {error && !faultAt('name') && !faultAt('cron') && (
          <Alert color="red">{messageOf(error)}</Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={putting.isPending}
            disabled={taken || nextRun(cronOf(cron), new Date()) === null}
          >
            {schedule ? 'Save' : 'Add the schedule'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
