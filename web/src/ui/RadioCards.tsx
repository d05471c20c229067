import { type ReactNode, useId } from 'react'
import classes from './RadioCards.module.css'

interface RadioCardsProps<Value extends string> {
  label: string
  value: Value | null
  options: readonly { value: Value; name: string; hint?: ReactNode }[]
  /** How many stand side by side where there is room. */
  columns?: 2 | 3
  onChange: (value: Value) => void
}

/** Choose one of a few things, each with a word about it. */
export function RadioCards<Value extends string>(props: RadioCardsProps<Value>) {
  const { label, value, options, columns = 2, onChange } = props
  const group = useId()
  return (
    <fieldset className={classes.group}>
      <legend>{label}</legend>
      <div className={classes.cards} data-columns={columns}>
        {options.map((option) => (
          <label key={option.value} className={classes.card}>
            <input
              type="radio"
              name={group}
              value={option.value}
              checked={option.value === value}
              aria-describedby={option.hint ? `${group}-${option.value}` : undefined}
              onChange={() => onChange(option.value)}
            />
            <span className={classes.name}>{option.name}</span>
            {option.hint && (
              <span className={classes.hint} id={`${group}-${option.value}`} aria-hidden="true">
                {option.hint}
              </span>
            )}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
