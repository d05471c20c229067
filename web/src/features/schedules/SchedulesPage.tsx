import { Button, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CalendarClock, Plus } from 'lucide-react'
import { useState } from 'react'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { ItemList, ItemSection } from '../../ui/ItemList'
import { lazyDialog } from '../../ui/lazyDialog'
import { Page } from '../../ui/Page'
import { useHidden } from '../../ui/undo'
import { ScheduleRow } from './ScheduleRow'
import { type Schedule, schedulesQuery } from './scheduleApi'
import { keeperOf } from './scheduleWords'

const ScheduleDialog = lazyDialog(async () => (await import('./ScheduleDialog')).ScheduleDialog)

/** Say what is done again and again, and when. */
export function SchedulesPage() {
  const { data, error, refetch } = useQuery(schedulesQuery)
  const hidden = useHidden()
  const schedules = data?.filter(({ name }) => !hidden(`schedule:${name}`))
  const [adding, setAdding] = useState(false)
  return (
    <Page
      title="Schedules"
      note={
        schedules &&
        `${schedules.filter(({ enabled }) => enabled).length} of ${schedules.length} on`
      }
      actions={
        <Button leftSection={<Plus size={16} />} onClick={() => setAdding(true)}>
          New schedule…
        </Button>
      }
    >
      {schedules ? (
        <Lists schedules={schedules} />
      ) : error ? (
        <ErrorState
          title="The schedules cannot be listed"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Stack gap={8} role="status" aria-label="Loading schedules">
          <Skeleton height={66} />
          <Skeleton height={66} />
        </Stack>
      )}
      <ScheduleDialog
        names={(data ?? []).map(({ name }) => name)}
        opened={adding}
        onClose={() => setAdding(false)}
      />
    </Page>
  )
}

function Lists({ schedules }: { schedules: readonly Schedule[] }) {
  const kept = (keeper: string) => schedules.filter((one) => keeperOf(one) === keeper)
  const yours = kept('you')
  return (
    <>
      {yours.length > 0 ? (
        <List label="Yours" schedules={yours} />
      ) : (
        <EmptyState icon={CalendarClock} title="No schedules of yours yet">
          Have clusters found every week, the sonic fingerprint renewed every night, or the library
          rescanned every hour.
        </EmptyState>
      )}
      <List label="Of your radios" schedules={kept('radio')} />
      <List label="Menura’s own" schedules={kept('menura')} />
    </>
  )
}

function List({ label, schedules }: { label: string; schedules: readonly Schedule[] }) {
  if (schedules.length === 0) return null
  return (
    <ItemSection label={label}>
      <ItemList>
        {schedules.map((schedule) => (
          <ScheduleRow key={schedule.name} schedule={schedule} />
        ))}
      </ItemList>
    </ItemSection>
  )
}
