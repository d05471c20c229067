import { Popover } from '@mantine/core'
import { Plus, X } from 'lucide-react'
import { useId } from 'react'
import { ChoiceChips } from '../../ui/ChoiceChips'
import classes from './ContextBar.module.css'

interface ChipFieldProps {
  label: string
  hint: string
  names: readonly string[]
  wanted: readonly string[]
  wordsOf?: (name: string) => string
  onChange: (wanted: string[]) => void
}

/** Show what was chosen of many names; more of them when they are asked for. */
export function ChipField({
  label,
  hint,
  names,
  wanted,
  wordsOf = String,
  onChange,
}: ChipFieldProps) {
  const labelId = useId()
  const all = [...new Set([...wanted, ...names])].sort((a, b) => place(names, a) - place(names, b))
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a line
    <div className={classes.field} role="group" aria-labelledby={labelId} title={hint}>
      <span id={labelId} className={classes.label}>
        {label}
      </span>
      {wanted.map((name) => (
        <button
          key={name}
          type="button"
          className={classes.chip}
          aria-label={`Remove ${wordsOf(name)}`}
          onClick={() => onChange(wanted.filter((other) => other !== name))}
        >
          {wordsOf(name)}
          <X size={12} aria-hidden="true" />
        </button>
      ))}
      <Popover position="bottom-start" width={340} shadow="md" withinPortal trapFocus returnFocus>
        <Popover.Target>
          <button type="button" className={classes.add} aria-label={`${label}: choose`}>
            <Plus size={13} aria-hidden="true" />
            {wanted.length === 0 && 'Any'}
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={label}>
          {all.length > 0 ? (
            <ChoiceChips
              label={label}
              names={all}
              wanted={wanted}
              wordsOf={wordsOf}
              onChange={onChange}
            />
          ) : (
            <p className={classes.quiet}>Nothing is known of the library yet.</p>
          )}
        </Popover.Dropdown>
      </Popover>
    </div>
  )
}

function place(names: readonly string[], name: string): number {
  const found = names.indexOf(name)
  return found < 0 ? names.length : found
}
