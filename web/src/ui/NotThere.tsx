import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import { ApiError } from '../api/client'
import { EmptyState } from './EmptyState'
import { ErrorState } from './ErrorState'

interface NotThereProps {
  /** What an address led to: "session", "production". */
  what: string
  error: unknown
  onRetry: () => void
  /** The page that lists such things, and what a link to it says. */
  to: string
  wayOn: string
}

/** Say that what an address leads to is gone, with a way on; or what else went wrong. */
export function NotThere({ what, error, onRetry, to, wayOn }: NotThereProps) {
  if (!isGone(error)) {
    return <ErrorState title={`The ${what} cannot be shown`} error={error} onRetry={onRetry} />
  }
  return (
    <EmptyState
      icon={SearchX}
      title={`There is no such ${what}`}
      action={
        <Button component={Link} to={to}>
          {wayOn}
        </Button>
      }
    >
      It was deleted or forgotten, or the address is mistyped.
    </EmptyState>
  )
}

/** Whether asking again would be answered the same: nothing has this id, or it is no id at all. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  return error.code.endsWith('_not_found') || (error.field?.endsWith('_id') ?? false)
}
