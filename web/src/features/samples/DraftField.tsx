import { TextInput, type TextInputProps } from '@mantine/core'
import { useState } from 'react'

interface DraftFieldProps extends Omit<TextInputProps, 'value' | 'onChange' | 'error'> {
  /** As it is known; shown unless somebody writes something else just now. */
  value: string
  /** What the server says against it. */
  problem?: string
  /** What is wrong with a text before it is sent. */
  problemOf?: (text: string) => string | undefined
  onWrite: (text: string) => void
  /** Told of the arrows up and down, where they change the value. */
  onStep?: (by: 1 | -1) => void
}

/** A field that keeps what is being written, whatever comes in meanwhile. */
export function DraftField(props: DraftFieldProps) {
  const { value, problem, problemOf, onWrite, onStep, ...field } = props
  const [draft, setDraft] = useState<string | null>(null)
  return (
    <TextInput
      autoComplete="off"
      {...field}
      value={draft ?? value}
      error={(draft !== null && problemOf?.(draft)) || problem}
      onFocus={() => setDraft(value)}
      onBlur={() => setDraft(null)}
      onKeyDown={(event) => {
        const by = ({ ArrowUp: 1, ArrowDown: -1 } as const)[event.key as 'ArrowUp']
        if (!by || !onStep) return
        event.preventDefault()
        setDraft(null)
        onStep(by)
      }}
      onChange={(event) => {
        setDraft(event.currentTarget.value)
        onWrite(event.currentTarget.value)
      }}
    />
  )
}
