import { Badge } from '@mantine/core'
import type { Job } from '../../api/client'

const LOOKS = {
  queued: { words: 'Waiting', color: 'var(--mantine-color-dimmed)' },
  processing: { words: 'Running', color: 'var(--accent-text)' },
  completed: { words: 'Done', color: 'var(--good-text)' },
  failed: { words: 'Failed', color: 'var(--bad-text)' },
} as const
const CANCELLED = { words: 'Cancelled', color: 'var(--warn-text)' }

export function StatusBadge({ job }: { job: Job }) {
  const { words, color } = job.cancelled ? CANCELLED : LOOKS[job.status]
  return (
    <Badge variant="default" tt="none" fw={550} style={{ color }}>
      {words}
    </Badge>
  )
}
