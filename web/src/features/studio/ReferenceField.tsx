import { ActionIcon, Button, FileButton, Input } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { FileAudio, Library, Upload, X } from 'lucide-react'
import { type DragEvent, useState } from 'react'
import { trackQuery } from '../../api/queries'
import { formatBytes } from '../../ui/format'
import classes from './ReferenceField.module.css'
import { optionsQuery } from './studioQueries'
import { TrackPicker } from './TrackPicker'

/** A file, or a track of the library, or neither. */
export interface ReferenceChoice {
  file: File | null
  trackId: string | null
}

export const NO_REFERENCE: ReferenceChoice = { file: null, trackId: null }

interface ReferenceFieldProps {
  value: ReferenceChoice
  fault: string | null
  onChange: (choice: ReferenceChoice) => void
}

/** Choose what the track is to sound like: dropped, opened, or from the library. */
export function ReferenceField({ value, fault, onChange }: ReferenceFieldProps) {
  const [over, setOver] = useState(false)
  const [picking, setPicking] = useState(false)
  const { data: options } = useQuery(optionsQuery)
  const choose = (choice: Partial<ReferenceChoice>) => {
    setPicking(false)
    onChange({ ...NO_REFERENCE, ...choice })
  }
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
      if (file) choose({ file })
    },
  }
  const limit = options && (value.file?.size ?? 0) > options.reference_mb * 2 ** 20
  const problem = limit
    ? `This file is larger than ${options.reference_mb} MB: take an excerpt, or a compressed file.`
    : fault
  return (
    <section className={classes.field} aria-label="Reference">
      <div className={classes.area} data-over={over || undefined} {...drag}>
        {value.file || value.trackId ? (
          <Chosen value={value} onClear={() => choose(NO_REFERENCE)} />
        ) : (
          <>
            <span className={classes.words}>
              Drop a track here that it should sound like, if you have one
            </span>
            <span className={classes.buttons}>
              <FileButton accept="audio/*" onChange={(file) => file && choose({ file })}>
                {(props) => (
                  <Button {...props} variant="default" size="xs" leftSection={<Upload size={15} />}>
                    Choose a file
                  </Button>
                )}
              </FileButton>
              <Button
                variant="default"
                size="xs"
                leftSection={<Library size={15} />}
                aria-expanded={picking}
                onClick={() => setPicking(!picking)}
              >
                Use a library track
              </Button>
            </span>
          </>
        )}
      </div>
      {picking && <TrackPicker onChoose={(trackId) => choose({ trackId })} />}
      {problem && <Input.Error role="alert">{problem}</Input.Error>}
    </section>
  )
}

function Chosen({ value, onClear }: { value: ReferenceChoice; onClear: () => void }) {
  const { data: track } = useQuery({
    ...trackQuery(value.trackId ?? ''),
    enabled: value.trackId !== null,
  })
  const title = value.file?.name ?? track?.title ?? 'A track of the library'
  const facts = value.file ? formatBytes(value.file.size) : (track?.artist ?? '')
  return (
    <>
      <FileAudio size={20} aria-hidden="true" className={classes.icon} />
      <span className={classes.chosen}>
        <b>{title}</b>
        {facts && <span className={classes.facts}>{facts}</span>}
      </span>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label="Leave the reference out"
        onClick={onClear}
      >
        <X size={17} />
      </ActionIcon>
    </>
  )
}
