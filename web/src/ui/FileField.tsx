import { ActionIcon, Button, FileButton, Input } from '@mantine/core'
import { File as FileIcon, Upload, X } from 'lucide-react'
import { type DragEvent, useState } from 'react'
import classes from './FileField.module.css'
import { formatBytes } from './format'

interface FileFieldProps {
  label: string
  /** What kind of file is meant. */
  hint: string
  /** Endings of names, as `.json,.zip`. */
  accept?: string
  value: File | null
  error?: string
  onChange: (file: File | null) => void
}

/** Take a file: dropped or chosen. */
export function FileField({ label, hint, accept, value, error, onChange }: FileFieldProps) {
  const [over, setOver] = useState(false)
  const drag = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault()
      setOver(true)
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      setOver(false)
      const file = event.dataTransfer.files[0]
      if (file) onChange(file)
    },
  }
  return (
    <section className={classes.field} aria-label={label}>
      <div className={classes.area} data-over={over || undefined} {...drag}>
        <FileIcon size={20} aria-hidden="true" className={classes.icon} />
        {value ? (
          <>
            <span className={classes.words}>
              <b>{value.name}</b>
              <span>{formatBytes(value.size)}</span>
            </span>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Leave ${value.name} out`}
              onClick={() => onChange(null)}
            >
              <X size={17} />
            </ActionIcon>
          </>
        ) : (
          <>
            <span className={classes.words}>
              <span>{hint}</span>
            </span>
            <FileButton accept={accept} onChange={(file) => file && onChange(file)}>
              {(props) => (
                <Button {...props} variant="default" size="xs" leftSection={<Upload size={15} />}>
                  Choose a file
                </Button>
              )}
            </FileButton>
          </>
        )}
      </div>
      {error && <Input.Error role="alert">{error}</Input.Error>}
    </section>
  )
}
