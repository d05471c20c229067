import { ActionIcon, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Check, X } from 'lucide-react'
import type { FormEvent, KeyboardEvent } from 'react'
import { useState } from 'react'
import { messageOf } from '../../api/client'
import classes from './NameForm.module.css'

interface NameFormProps {
  /** What is named, as "Name of the clip". */
  label: string
  value: string
  placeholder?: string
  maxLength: number
  /** Whether no name is a name, too. */
  mayBeEmpty?: boolean
  onSave: (name: string) => Promise<unknown>
  onClose: () => void
}

/** Change a name where it stands: Enter keeps it, Escape leaves it as it was. */
export function NameForm(props: NameFormProps) {
  const { label, value, placeholder, maxLength, mayBeEmpty = false, onSave, onClose } = props
  const [name, setName] = useState(value)
  const saving = useMutation({ mutationFn: onSave, onSuccess: onClose })
  const words = name.trim()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (words === value.trim()) onClose()
    else if (words || mayBeEmpty) saving.mutate(words)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    onClose()
  }
  return (
    <form className={classes.form} onSubmit={submit} onKeyDown={onKeyDown}>
      <TextInput
        className={classes.field}
        size="xs"
        aria-label={label}
        placeholder={placeholder}
        autoFocus
        value={name}
        maxLength={maxLength}
        error={saving.error && messageOf(saving.error)}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          saving.reset()
          setName(event.currentTarget.value)
        }}
      />
      <ActionIcon
        type="submit"
        variant="light"
        size={30}
        aria-label="Save"
        loading={saving.isPending}
        disabled={!words && !mayBeEmpty}
      >
        <Check size={15} />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" size={30} aria-label="Cancel" onClick={onClose}>
        <X size={15} />
      </ActionIcon>
    </form>
  )
}
