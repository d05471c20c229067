import { ActionIcon } from '@mantine/core'
import { Pencil } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { NameForm } from './NameForm'
import classes from './NameForm.module.css'

interface EditableNameProps {
  /** What is named, as "the session". */
  what: string
  value: string
  placeholder?: string
  maxLength: number
  mayBeEmpty?: boolean
  onSave: (name: string) => Promise<unknown>
  /** The name as it stands there. */
  children: ReactNode
}

/** Show a name with a pencil, and a form in its place once that is pressed. */
export function EditableName({ what, children, ...form }: EditableNameProps) {
  const [editing, setEditing] = useState(false)
  const pencil = useRef<HTMLButtonElement>(null)
  const close = () => {
    setEditing(false)
    // What had the focus is gone: give it back to where it came from.
    requestAnimationFrame(() => pencil.current?.focus())
  }
  if (editing) return <NameForm {...form} label={`Name of ${what}`} onClose={close} />
  return (
    <span className={classes.shown}>
      {children}
      <ActionIcon
        ref={pencil}
        variant="subtle"
        color="gray"
        size={26}
        aria-label={`Rename ${what}`}
        title="Rename"
        onClick={() => setEditing(true)}
      >
        <Pencil size={14} />
      </ActionIcon>
    </span>
  )
}
