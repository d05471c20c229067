import classes from './CheckList.module.css'

interface CheckLineProps {
  name: string
  hint?: string
  checked: boolean
  disabled?: boolean
  onToggle: () => void
}

/** Say yes or no to one thing. */
export function CheckLine({ name, hint, checked, disabled, onToggle }: CheckLineProps) {
  return (
    <label className={classes.line} data-disabled={disabled || undefined}>
      <input type="checkbox" checked={checked} disabled={disabled} onChange={onToggle} />
      <span>
        {name}
        {hint && <span className={classes.words}>{hint}</span>}
      </span>
    </label>
  )
}
