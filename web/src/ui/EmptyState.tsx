import { Title } from '@mantine/core'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import classes from './States.module.css'

interface EmptyStateProps {
  icon: LucideIcon
  title: string
  /** What to do about it. */
  children: ReactNode
  action?: ReactNode
}

/** Say that there is nothing here, and what would bring something. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <div className={classes.state}>
      <span className={classes.icon}>
        <Icon size={24} aria-hidden="true" />
      </span>
      <Title order={2} size="h4">
        {title}
      </Title>
      <p className={classes.words}>{children}</p>
      {action}
    </div>
  )
}
