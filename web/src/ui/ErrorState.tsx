import { Button, Title } from '@mantine/core'
import { RotateCw, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { messageOf } from '../api/client'
import classes from './States.module.css'

interface ErrorStateProps {
  /** What could not be done. */
  title: string
  error: unknown
  onRetry?: () => void
  /** Other ways on. */
  children?: ReactNode
}

/** Say what went wrong in the server's words, and offer to try again. */
export function ErrorState({ title, error, onRetry, children }: ErrorStateProps) {
  return (
    <div className={classes.state} role="alert">
      <span className={classes.icon} data-tone="bad">
        <TriangleAlert size={24} aria-hidden="true" />
      </span>
      <Title order={2} size="h4">
        {title}
      </Title>
      <p className={classes.words}>{messageOf(error)}</p>
      <div className={classes.ways}>
        {onRetry && (
          <Button variant="default" leftSection={<RotateCw size={16} />} onClick={onRetry}>
            Try again
          </Button>
        )}
        {children}
      </div>
    </div>
  )
}
