import { TextInput } from '@mantine/core'
import { useId } from 'react'
import type { Listener } from './listeningApi'

interface WhoseFieldProps {
  listeners: readonly Listener[]
  value: string
  placeholder?: string
  error: string | undefined
  onChange: (name: string) => void
}

/** Say under which name plays are kept. */
export function WhoseField({ listeners, value, placeholder, error, onChange }: WhoseFieldProps) {
  const list = useId()
  return (
    <>
      <TextInput
        label="Whose plays these are"
        description="“me” is who listens with Menura’s own player."
        placeholder={placeholder}
        list={list}
        maxLength={200}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <datalist id={list}>
        {[...new Set(['me', ...listeners.map(({ name }) => name)])].map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  )
}
