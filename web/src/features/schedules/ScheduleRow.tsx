import { ActionIcon, Anchor, Button, Switch } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Pencil, Play, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { announceError } from '../../ui/announce'
import { cronInWords } from '../../ui/cron'
import { FollowedJob } from '../../ui/FollowedJob'
import { formatMoment } from '../../ui/format'
import { lazyDialog } from '../../ui/lazyDialog'
import classes from './Schedules.module.css'
import { type Schedule, useEnableSchedule, useRemoveSchedule, useRunSchedule } from './scheduleApi'
import { keeperOf, optionsToAsk } from './scheduleWords'

const ScheduleDialog = lazyDialog(async () => (await import('./ScheduleDialog')).ScheduleDialog)
const ConfirmDialog = lazyDialog(async () => (await import('../../ui/ConfirmDialog')).ConfirmDialog)

/** Show one schedule: what is done, when, and when next. */
export function ScheduleRow({ schedule }: { schedule: Schedule }) {
  const [jobId, setJobId] = useState<string | null>(null)
  const yours = keeperOf(schedule) === 'you'
  const name = yours ? schedule.name : schedule.title
  return (
    <li className={classes.item}>
      <div className={classes.row}>
        <div className={classes.words}>
          <span className={classes.name}>{name}</span>
          <span className={classes.facts}>
            {yours && `${schedule.title} · `}
            {cronInWords(schedule.cron)}
          </span>
          <span className={classes.facts}>
            {schedule.next_at ? `Next ${formatMoment(schedule.next_at)} your time` : 'Off'}
            {schedule.last_job_id && (
              <>
                {' · '}
                <Anchor component={Link} to={`/jobs/${schedule.last_job_id}`} size="sm">
                  last job
                </Anchor>
              </>
            )}
          </span>
        </div>
        <Buttons schedule={schedule} name={name} onStarted={setJobId} />
      </div>
      {jobId && (
        <FollowedJob
          jobId={jobId}
          onClose={() => setJobId(null)}
          whenDone={() => `“${name}” is done.`}
        />
      )}
    </li>
  )
}

interface ButtonsProps {
  schedule: Schedule
  name: string
  onStarted: (jobId: string) => void
}

function Buttons({ schedule, name, onStarted }: ButtonsProps) {
  const run = useRunSchedule(schedule.name, onStarted)
  const keeper = keeperOf(schedule)
  return (
    <div className={classes.buttons}>
      {keeper === 'you' && <EnableSwitch schedule={schedule} />}
      <Button
        size="xs"
        variant="default"
        leftSection={<Play size={14} />}
        loading={run.isPending}
        aria-label={`Run ${name} now`}
        onClick={() =>
          run.mutate(undefined, {
            onError: (error) => announceError(`“${name}” cannot be run`, error),
          })
        }
      >
        Run now
      </Button>
      {keeper === 'radio' && (
        <Anchor component={Link} to="/radios" size="sm">
          Change it under Radios
        </Anchor>
      )}
      {keeper === 'you' && <EditButtons schedule={schedule} />}
    </div>
  )
}

function EnableSwitch({ schedule }: { schedule: Schedule }) {
  const enable = useEnableSchedule(schedule.name)
  return (
    <Switch
      size="sm"
      aria-label={`${schedule.name} is on`}
      checked={schedule.enabled}
      onChange={(event) =>
        enable.mutate(event.currentTarget.checked, {
          onError: (error) => announceError(`“${schedule.name}” cannot be switched`, error),
        })
      }
    />
  )
}

function EditButtons({ schedule }: { schedule: Schedule }) {
  const { name } = schedule
  const [editing, setEditing] = useState(false)
  const [removing, setRemoving] = useState(false)
  const remove = useRemoveSchedule(name, () => setRemoving(false))
  const fixed = optionsToAsk(schedule) === null
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Edit ${name}`}
        title={fixed ? 'Made with a filter, by the API: change it there' : 'Edit'}
        disabled={fixed}
        onClick={() => setEditing(true)}
      >
        <Pencil size={16} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Delete ${name}`}
        title="Delete"
        onClick={() => setRemoving(true)}
      >
        <Trash2 size={16} />
      </ActionIcon>
      <ScheduleDialog
        schedule={schedule}
        names={[]}
        opened={editing}
        onClose={() => setEditing(false)}
      />
      <ConfirmDialog
        opened={removing}
        title={`Delete “${name}”?`}
        action="Delete the schedule"
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(undefined)}
        onClose={() => setRemoving(false)}
      >
        It is done by itself no more. What it has made stays.
      </ConfirmDialog>
    </>
  )
}
