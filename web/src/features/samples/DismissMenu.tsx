import { ActionIcon, Menu } from '@mantine/core'
import { X } from 'lucide-react'
import type { CardActions } from './SuggestionCard'
import classes from './SuggestionCard.module.css'
import type { Suggestion } from './samplesApi'

const WEEK_S = 7 * 86_400

export const REASONS: readonly { name: string; reason?: string; expiresInS?: number }[] = [
  { name: 'Not this one' },
  { name: 'Wrong key', reason: 'wrong key' },
  { name: 'Wrong tempo', reason: 'wrong tempo' },
  { name: 'Heard it too often', reason: 'heard it too often' },
  { name: 'Not my sound', reason: 'not my sound' },
  { name: 'Not now: back in a week', reason: 'not now', expiresInS: WEEK_S },
]

interface DismissMenuProps {
  suggestion: Suggestion
  actions: CardActions
}

/** Let people say that a sample does not fit, and why. */
export function DismissMenu({ suggestion, actions }: DismissMenuProps) {
  const { title } = suggestion.track
  return (
    <Menu position="bottom-end" withinPortal returnFocus>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          className={classes.tool}
          aria-label={`Dismiss ${title}`}
          title="Dismiss (D)"
        >
          <X size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {REASONS.map(({ name, reason, expiresInS }) => (
          <Menu.Item
            key={name}
            onClick={() => actions.say(suggestion, 'dismiss', { reason, expiresInS })}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
