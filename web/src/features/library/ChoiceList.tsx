import { TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import { formatCount } from '../../ui/format'
import classes from './FilterBar.module.css'

/** From so many on, a field finds one. */
const MANY = 12

interface Choice<Value extends string> {
  value: Value
  words: string
  /** How many tracks it fits. */
  count?: number
}

interface ChoiceListProps<Value extends string> {
  label: string
  options: readonly Choice<Value>[]
  chosen: readonly Value[]
  single?: boolean
  onChange: (chosen: Value[]) => void
}

/** Choose one or some of what there is, the most frequent first. */
export function ChoiceList<Value extends string>(props: ChoiceListProps<Value>) {
  const { label, options, chosen, single = false, onChange } = props
  const [words, setWords] = useState('')
  const group = useId()
  const wanted = words.trim().toLowerCase()
  const shown = options.filter((option) => option.words.toLowerCase().includes(wanted))
  const choose = (value: Value) => {
    const others = chosen.filter((one) => one !== value)
    onChange(single ? [value] : others.length < chosen.length ? others : [...others, value])
  }
  return (
    <fieldset className={classes.choices}>
      <legend>{label}</legend>
      {options.length > MANY && (
        <TextInput
          size="xs"
          data-autofocus
          aria-label={`Find in ${label.toLowerCase()}`}
          placeholder="Find…"
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      )}
      <div className={classes.list}>
        {shown.map(({ value, words: name, count }) => (
          <label key={value} className={classes.choice}>
            <input
              type={single ? 'radio' : 'checkbox'}
              name={group}
              checked={chosen.includes(value)}
              onChange={() => choose(value)}
            />
            <span>{name}</span>
            {count !== undefined && <span className={classes.count}>{formatCount(count)}</span>}
          </label>
        ))}
        {shown.length === 0 && <p className={classes.words}>There is no “{words.trim()}”.</p>}
      </div>
    </fieldset>
  )
}
