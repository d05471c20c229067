import { useId } from 'react'
import { CheckLine } from './CheckLine'
import classes from './CheckList.module.css'

interface CheckListProps {
  label: string
  hint?: string
  options: readonly { value: string; name: string; hint?: string; disabled?: boolean }[]
  chosen: readonly string[]
  onToggle: (value: string) => void
}

/** Choose any of a few things. */
export function CheckList({ label, hint, options, chosen, onToggle }: CheckListProps) {
  const id = useId()
  return (
    <fieldset className={classes.group} aria-describedby={hint ? id : undefined}>
      <legend>{label}</legend>
      {hint && (
        <p className={classes.hint} id={id}>
          {hint}
        </p>
      )}
      {options.map(({ value, ...option }) => (
        <CheckLine
          key={value}
          {...option}
          checked={chosen.includes(value)}
          onToggle={() => onToggle(value)}
        />
      ))}
    </fieldset>
  )
}
