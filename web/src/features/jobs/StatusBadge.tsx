import { Badge } from '@mantine/core'
import type { Job } from '../../api/client'

const LOOKS = {
  queued: { words: 'Waiting', color: 'var(--mantine-color-dimmed)' },
  running: { words: 'Running', color: 'var(--accent-text)' },
  succeeded: { words: 'Done', color: 'var(--good-text)' },
  failed: { words: 'Failed', color: 'var(--bad-text)' },
  cancelled: { words: 'Cancelled', color: 'var(--warn-text)' },
} as const

export function StatusBadge({ status }: { status: Job['status'] }) {
  const { words, color } = LOOKS[status]
  return (
    <Badge variant="default" tt="none" fw={550} style={{ color }}>
      {words}
    </Badge>
  )
}
