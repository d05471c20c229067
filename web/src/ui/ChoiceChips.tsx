import { Ban, Check } from 'lucide-react'
import { useState } from 'react'
import classes from './ChoiceChips.module.css'

interface ChoiceChipsProps<Name extends string> {
  label: string
  hint?: string
  names: readonly Name[]
  wanted: readonly Name[]
  /** Where one may also ask for all but some: a second click does. */
  unwanted?: readonly Name[]
  wordsOf?: (name: Name) => string
  onChange: (wanted: Name[], unwanted: Name[]) => void
}

const FEW = 16

/** Choose any of some names, or any but some. */
export function ChoiceChips<Name extends string>(props: ChoiceChipsProps<Name>) {
  const { label, hint, names, wanted, unwanted, wordsOf = String, onChange } = props
  const [all, setAll] = useState(false)
  const isSet = (name: Name) => wanted.includes(name) || unwanted?.includes(name)
  const shown = all ? names : names.filter((name, place) => place < FEW || isSet(name))
  const press = (name: Name) => {
    const others = wanted.filter((one) => one !== name)
    const outside = (unwanted ?? []).filter((one) => one !== name)
    if (wanted.includes(name)) onChange(others, unwanted ? [...outside, name] : outside)
    else if (unwanted?.includes(name)) onChange(others, outside)
    else onChange([...others, name], outside)
  }
  return (
    <ul className={classes.chips} aria-label={label} title={hint}>
      {shown.map((name) => {
        const state = wanted.includes(name) ? 'with' : unwanted?.includes(name) ? 'without' : 'any'
        return (
          <li key={name}>
            <button
              type="button"
              className={classes.chip}
              data-state={state}
              aria-pressed={state !== 'any'}
              aria-label={state === 'without' ? `not ${wordsOf(name)}` : undefined}
              onClick={() => press(name)}
            >
              {state === 'with' && <Check size={13} aria-hidden="true" />}
              {state === 'without' && <Ban size={13} aria-hidden="true" />}
              {wordsOf(name)}
            </button>
          </li>
        )
      })}
      {shown.length < names.length && (
        <li>
          <button type="button" className={classes.chip} onClick={() => setAll(true)}>
            {names.length - shown.length} more…
          </button>
        </li>
      )}
    </ul>
  )
}
