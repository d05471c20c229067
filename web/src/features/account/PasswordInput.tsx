import { ActionIcon, TextInput } from '@mantine/core'
import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'

/**
 * Take the password one signs in with.
 *
 * The browser keeps what is written: what a password manager fills in without a word stays.
 */
export function PasswordInput({ id }: { id: string }) {
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOff : Eye
  return (
    <TextInput
      id={id}
      label="Password"
      name="password"
      type={shown ? 'text' : 'password'}
      autoComplete="current-password"
      autoCapitalize="none"
      spellCheck={false}
      size="md"
      maxLength={1_000}
      rightSection={
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={shown ? 'Hide the password' : 'Show the password'}
          onClick={() => setShown(!shown)}
        >
          <Icon size={17} />
        </ActionIcon>
      }
    />
  )
}
