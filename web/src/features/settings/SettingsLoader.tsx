import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ErrorState } from '../../ui/ErrorState'
import { type SettingGroup, settingsQuery } from './settingsApi'
import type { TabId } from './settingsTabs'
import { tabOf } from './settingWords'

interface SettingsLoaderProps {
  tab: TabId
  children: (groups: readonly SettingGroup[]) => ReactNode
}

/** Fetch what can be settled, and show the groups of a tab. */
export function SettingsLoader({ tab, children }: SettingsLoaderProps) {
  const { data, error, refetch } = useQuery(settingsQuery)
  if (data) return children(data.groups.filter((group) => tabOf(group) === tab))
  if (error) {
    return (
      <ErrorState
        title="The settings cannot be shown"
        error={error}
        onRetry={() => void refetch()}
      />
    )
  }
  return (
    <Stack gap={8} role="status" aria-label="Loading the settings">
      <Skeleton height={200} />
      <Skeleton height={120} />
    </Stack>
  )
}
