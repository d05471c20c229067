import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { cronInWords } from '../../ui/cron'
import { FollowedJob } from '../../ui/FollowedJob'
import { formatMoment } from '../../ui/format'
import { Fact, IconButton, Item, OnSwitch, RunNowButton } from '../../ui/ItemList'
import { lazyDialog } from '../../ui/lazyDialog'
import { type Schedule, useEnableSchedule, useRemoveSchedule, useRunSchedule } from './scheduleApi'
import { keeperOf, optionsToAsk } from './scheduleWords'

const ScheduleDialog = lazyDialog(async () => (await import('./ScheduleDialog')).ScheduleDialog)

/** Show one schedule: what is done, when, and when next. */
export function ScheduleRow({ schedule }: { schedule: Schedule }) {
  const [jobId, setJobId] = useState<string | null>(null)
  const yours = keeperOf(schedule) === 'you'
  const name = yours ? schedule.name : schedule.title
  return (
    <Item
      name={name}
      facts={
        <>
          <Fact>
            {yours && `${schedule.title} · `}
            {cronInWords(schedule.cron)}
          </Fact>
          <Fact>
            {schedule.next_at ? `Next ${formatMoment(schedule.next_at)} your time` : 'Off'}
            {schedule.last_job_id && (
              <>
                {' · '}
                <Anchor component={Link} to={`/jobs/${schedule.last_job_id}`} size="sm">
                  last job
                </Anchor>
              </>
            )}
          </Fact>
        </>
      }
      buttons={<Buttons schedule={schedule} name={name} onStarted={setJobId} />}
    >
      {jobId && (
        <FollowedJob
          jobId={jobId}
          onClose={() => setJobId(null)}
          whenDone={() => `“${name}” is done.`}
        />
      )}
    </Item>
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
    <>
      {keeper === 'you' && <EnableSwitch schedule={schedule} />}
      <RunNowButton name={name} run={run} />
      {keeper === 'radio' && (
        <Anchor component={Link} to="/radios" size="sm">
          Change it under Radios
        </Anchor>
      )}
      {keeper === 'you' && <EditButtons schedule={schedule} />}
    </>
  )
}

function EnableSwitch({ schedule }: { schedule: Schedule }) {
  const enable = useEnableSchedule(schedule.name)
  return (
    <OnSwitch
      name={schedule.name}
      label={`${schedule.name} is on`}
      on={schedule.enabled}
      change={enable}
    />
  )
}

function EditButtons({ schedule }: { schedule: Schedule }) {
  const { name } = schedule
  const [editing, setEditing] = useState(false)
  const remove = useRemoveSchedule(name)
  const fixed = optionsToAsk(schedule) === null
  return (
    <>
      <IconButton
        icon={Pencil}
        label={`Edit ${name}`}
        title={fixed ? 'Made with a filter, by the API: change it there' : 'Edit'}
        disabled={fixed}
        onClick={() => setEditing(true)}
      />
      <IconButton icon={Trash2} label={`Delete ${name}`} title="Delete" onClick={remove} />
      <ScheduleDialog
        schedule={schedule}
        names={[]}
        opened={editing}
        onClose={() => setEditing(false)}
      />
    </>
  )
}
