import { TextInput } from '@mantine/core'
import { useState } from 'react'
import classes from './RangeField.module.css'

type Bound = number | null | undefined

interface RangeFieldProps {
  label: string
  from: Bound
  to: Bound
  /** What the ends are in this library. */
  hints?: readonly string[]
  most: number
  /** How much of the value one of the field stands for: 60 for minutes of seconds. */
  unit?: number
  onChange: (from: number | undefined, to: number | undefined) => void
}

/** Take a range of numbers; an empty end is open. */
export function RangeField({ label, from, to, hints, most, unit = 1, onChange }: RangeFieldProps) {
  const [texts, setTexts] = useState([written(from, unit), written(to, unit)] as const)
  const write = (low: string, high: string) => {
    setTexts([low, high])
    onChange(readBound(low, most, unit), readBound(high, most, unit))
  }
  const [low, high] = texts
  const wrong = [low, high].find((text) => text && readBound(text, most, unit) === undefined)
  return (
    <fieldset className={classes.range}>
      <legend>{label}</legend>
      <div className={classes.ends}>
        <TextInput
          size="xs"
          aria-label={`${label}, from`}
          placeholder={hints?.[0] ?? 'from'}
          inputMode="decimal"
          value={low}
          error={wrong !== undefined && wrong === low}
          onChange={(event) => write(event.currentTarget.value, high)}
        />
        <span aria-hidden="true">–</span>
        <TextInput
          size="xs"
          aria-label={`${label}, to`}
          placeholder={hints?.[1] ?? 'to'}
          inputMode="decimal"
          value={high}
          error={wrong !== undefined && wrong === high}
          onChange={(event) => write(low, event.currentTarget.value)}
        />
      </div>
      {wrong && <p className={classes.wrong}>Give a number from 0 to {most}.</p>}
    </fieldset>
  )
}

function written(bound: Bound, unit: number): string {
  return bound == null ? '' : String(Number((bound / unit).toFixed(2)))
}

/** Read one end; with a comma or a point. */
export function readBound(text: string, most: number, unit: number): number | undefined {
  const number = text.trim() === '' ? Number.NaN : Number(text.replace(',', '.'))
  return number >= 0 && number <= most ? Number((number * unit).toFixed(6)) : undefined
}
