import { Button, Group, Stack } from '@mantine/core'
import { CircleCheck, CircleMinus } from 'lucide-react'
import type { Schemas } from '../../api/client'
import { outcomesOf, QUANTITIES, type TagRequest } from './tagForm'
import classes from './WriteTags.module.css'

const ACTIONS: Record<Schemas['TagOutcomeOut']['action'], string> = {
  written: 'written',
  removed: 'removed',
  restored: 'restored',
  kept: 'kept as it was',
  skipped: 'left out',
}

interface TagOutcomesProps {
  request: TagRequest
  written: Schemas['TagsWrittenOut']
  onClose: () => void
}

/** Tell what became of each thing that was to be written, and why. */
export function TagOutcomes({ request, written, onClose }: TagOutcomesProps) {
  return (
    <Stack>
      <div role="status">
        <p className={classes.result}>
          {written.changed ? `${written.dialect} written to ` : 'Nothing had to be changed in '}
          <span className={classes.path}>{written.path}</span>
        </p>
        <ul className={classes.outcomes}>
          {outcomesOf(request, written).map(({ quantity, action, reason }) => {
            const done = action === 'written' || action === 'removed' || action === 'restored'
            const Icon = done ? CircleCheck : CircleMinus
            return (
              <li key={quantity} data-done={done || undefined}>
                <Icon size={16} aria-hidden="true" />
                <span>
                  <b>{QUANTITIES.find(({ value }) => value === quantity)?.label}</b>{' '}
                  {ACTIONS[action]}
                  {reason && `: ${reason}`}
                </span>
              </li>
            )
          })}
        </ul>
      </div>
      <Group justify="flex-end">
        <Button data-autofocus onClick={onClose}>
          Done
        </Button>
      </Group>
    </Stack>
  )
}
