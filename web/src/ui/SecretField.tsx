import { ActionIcon, TextInput, type TextInputProps } from '@mantine/core'
import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'

/** Take a password or token; what was written can be looked at before it is sent. */
export function SecretField(props: TextInputProps) {
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOff : Eye
  return (
    <TextInput
      type={shown ? 'text' : 'password'}
      autoComplete="new-password"
      spellCheck={false}
      rightSection={
        props.value ? (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`${shown ? 'Hide' : 'Show'} the ${String(props.label).toLowerCase()}`}
            onClick={() => setShown(!shown)}
          >
            <Icon size={16} />
          </ActionIcon>
        ) : undefined
      }
      {...props}
    />
  )
}
