import { ActionIcon, Alert, Button, Stack, TextInput } from '@mantine/core'
import { Check, X } from 'lucide-react'
import { useState } from 'react'
import { formatShare } from '../../ui/format'
import type { FieldProps } from './CorrectionDialog'
import classes from './Corrections.module.css'
import {
  editMood,
  type MoodEdits,
  moodCorrection,
  moodEditsOf,
  moodLabels,
  readMood,
} from './correctionForms'

/** Say of words whether they fit a track, and add some. */
export function MoodsField({ analysis, problem, onChange }: FieldProps) {
  const [edits, setEdits] = useState(() => moodEditsOf(analysis))
  const [text, setText] = useState('')
  const told = new Map(analysis.moods.map((mood) => [mood.label, mood]))
  const change = (next: MoodEdits) => {
    setEdits(next)
    onChange({ moods: moodCorrection(next) })
  }
  const add = () => {
    const word = readMood(text)
    if (word === undefined) return
    if (edits[word] !== true) change(editMood(edits, word, true))
    setText('')
  }
  return (
    <Stack gap="sm">
      <ul className={classes.moods} aria-label="Moods">
        {moodLabels(analysis.moods, edits).map((label) => {
          const mood = told.get(label)
          const heard = mood && mood.source !== 'corrected' ? formatShare(mood.probability) : ''
          return (
            <li key={label} className={classes.mood}>
              <span className={classes.word}>{label}</span>
              <span className={classes.hint}>{heard}</span>
              <Choice
                label={label}
                fits
                said={edits[label]}
                onChoose={() => change(editMood(edits, label, true))}
              />
              <Choice
                label={label}
                fits={false}
                said={edits[label]}
                onChoose={() => change(editMood(edits, label, false))}
              />
            </li>
          )
        })}
      </ul>
      <div className={classes.add}>
        <TextInput
          aria-label="Another mood"
          placeholder="Another mood, such as dreamy"
          maxLength={60}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || text.trim() === '') return
            event.preventDefault() // Enter adds the word; without one it saves
            add()
          }}
        />
        <Button variant="default" disabled={readMood(text) === undefined} onClick={add}>
          Add
        </Button>
      </div>
      {problem && <Alert color="red">{problem}</Alert>}
    </Stack>
  )
}

interface ChoiceProps {
  label: string
  fits: boolean
  said: boolean | undefined
  onChoose: () => void
}

function Choice({ label, fits, said, onChoose }: ChoiceProps) {
  const Icon = fits ? Check : X
  return (
    <ActionIcon
      size={28}
      variant={said === fits ? 'filled' : 'default'}
      aria-pressed={said === fits}
      aria-label={fits ? `It is ${label}` : `It is not ${label}`}
      onClick={onChoose}
    >
      <Icon size={15} />
    </ActionIcon>
  )
}
