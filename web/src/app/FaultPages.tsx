import { Button } from '@mantine/core'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { useEffect } from 'react'
import { messageOf } from '../api/client'
import { useConnection } from '../api/events'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { Page } from '../ui/Page'
import { reloadForNewer, UNFETCHED } from './unfetched'

/** Answer an address that leads nowhere. */
export function NoSuchPage() {
  return (
    <Page title="No such page">
      <EmptyState
        icon={Compass}
        title="There is nothing here"
        action={
          <Button component={Link} to="/">
            Go to the library
          </Button>
        }
      >
        The address may be mistyped, or what it led to is gone.
      </EmptyState>
    </Page>
  )
}

/** Stand in for a page that broke, or whose code did not come. */
export function CrashPage({ error }: ErrorComponentProps) {
  const router = useRouter()
  const unfetched = messageOf(error) === UNFETCHED
  const again = () => void router.invalidate()
  useEffect(() => {
    if (!unfetched) return
    void reloadForNewer()
    return useConnection.subscribe(({ state }, before) => {
      if (state === 'open' && before.state === 'lost') void router.invalidate()
    })
  }, [unfetched, router])
  return (
    <Page title={unfetched ? 'Not fetched' : 'Something broke'}>
      <ErrorState
        title={unfetched ? 'This page could not be fetched' : 'This page cannot be shown'}
        error={error}
        onRetry={again}
      >
        <Button variant="default" onClick={() => location.reload()}>
          Reload
        </Button>
        {!unfetched && (
          <Button variant="default" component={Link} to="/" onClick={again}>
            Go to the library
          </Button>
        )}
      </ErrorState>
    </Page>
  )
}
