import { Button } from '@mantine/core'
import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { Page } from '../ui/Page'

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

/** Stand in for a page that broke. */
export function CrashPage({ error, reset }: ErrorComponentProps) {
  return (
    <Page title="Something broke">
      <ErrorState title="This page cannot be shown" error={error} onRetry={reset} />
    </Page>
  )
}
