import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Navigate } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { type Account, accountQuery, isAdmin } from '../../api/account'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { Page } from '../../ui/Page'
import { AboutTab } from './AboutTab'
import { AppearanceTab } from './AppearanceTab'
import { KeyboardTab } from './KeyboardTab'
import { LanguageTab } from './LanguageTab'
import { LeaveGuard } from './LeaveGuard'
import { ModelsTab } from './ModelsTab'
import { OtherTab } from './OtherTab'
import classes from './Settings.module.css'
import { SourcesTab } from './SourcesTab'
import { SETTINGS_TABS, type SettingsTab, tabsFor } from './settingsTabs'
import { UsersTab } from './UsersTab'

const route = getRouteApi('/settings/$tab')

/** Settle what can be settled while Menura runs. */
export function SettingsPage() {
  const { data: account, error, refetch } = useQuery(accountQuery)
  if (account) return <Settings account={account} />
  return (
    <Page title="Settings">
      {error ? (
        <ErrorState
          title="The settings cannot be shown"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Stack gap={8} role="status" aria-label="Loading the settings">
          <Skeleton height={40} />
          <Skeleton height={160} />
        </Stack>
      )}
    </Page>
  )
}

function Settings({ account }: { account: Account }) {
  const { tab: wanted } = route.useParams()
  const tabs = tabsFor(isAdmin(account))
  const tab = tabs.find(({ id }) => id === wanted)
  const forbidden = SETTINGS_TABS.find(({ id }) => id === wanted && !tab)
  // The way in leads to the first tab of an admin; others begin with the first of theirs.
  if (!tab && (!forbidden || wanted === SETTINGS_TABS[0].id)) {
    return <Navigate to="/settings/$tab" params={{ tab: firstOf(tabs) }} replace />
  }
  return (
    <Page title="Settings" note={tab?.name ?? forbidden?.name}>
      <Tabs tabs={tabs} current={wanted} />
      <LeaveGuard>
        <div className={classes.body} key={wanted}>
          {tab ? (
            <TabBody id={wanted} account={account} />
          ) : (
            <EmptyState icon={Lock} title="Only admins settle this">
              You are signed in as {account.name}, a member. Ask an admin to change it.
            </EmptyState>
          )}
        </div>
      </LeaveGuard>
    </Page>
  )
}

function firstOf(tabs: readonly SettingsTab[]): string {
  return tabs.find(({ id }) => id === 'sources' || id === 'appearance')?.id ?? 'about'
}

function Tabs({ tabs, current }: { tabs: readonly SettingsTab[]; current: string }) {
  const bar = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab may lie beyond the edge
  useEffect(() => {
    const active = bar.current?.querySelector<HTMLElement>('[data-status=active]')
    if (bar.current && active) bar.current.scrollLeft = active.offsetLeft - active.offsetWidth
  }, [current])
  return (
    <nav ref={bar} className={classes.tabs} aria-label="Parts of the settings">
      {tabs.map(({ id, name }) => (
        <Link key={id} to="/settings/$tab" params={{ tab: id }} className={classes.tab}>
          {name}
        </Link>
      ))}
    </nav>
  )
}

function TabBody({ id, account }: { id: string; account: Account }) {
  switch (id) {
    case 'sources':
      return <SourcesTab />
    case 'models':
      return <ModelsTab />
    case 'language':
      return <LanguageTab />
    case 'studio':
      return (
        <OtherTab
          tab="studio"
          lead="Menura plays, hears and names everything itself. Neural generators and a separator can take over where you have them; what they bring is marked wherever it is shown."
        />
      )
    case 'library':
      return (
        <OtherTab
          tab="library"
          lead="How samples are suggested, and what Menura does with the library by itself."
        />
      )
    case 'users':
      return <UsersTab account={account} />
    case 'appearance':
      return <AppearanceTab />
    case 'keyboard':
      return <KeyboardTab />
    default:
      return <AboutTab />
  }
}
