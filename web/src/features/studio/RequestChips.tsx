import { Popover } from '@mantine/core'
import { ChevronDown, Lightbulb } from 'lucide-react'
import { useState } from 'react'
import { formatName, formatShare } from '../../ui/format'
import { ChipEditor } from './ChipEditor'
import classes from './RequestChips.module.css'
import {
  type Chip,
  chipsOf,
  type Overrides,
  otherNotes,
  sentenceOf,
  withOverride,
} from './requestChips'
import type { Parsed } from './studioApi'
import { useGenreTitle } from './useGenreTitle'

interface RequestChipsProps {
  parsed: Parsed | undefined
  /** Whether an answer to newer words is on its way. */
  pending: boolean
  overrides: Overrides
  onChange: (overrides: Overrides) => void
}

/** Show how the sentence is understood, each part a chip that can be changed. */
export function RequestChips({ parsed, pending, overrides, onChange }: RequestChipsProps) {
  const titleOf = useGenreTitle()
  return (
    <section className={classes.request} aria-label="How it is understood" aria-busy={pending}>
      {parsed ? (
        <>
          <h2 className={classes.title}>How it is understood</h2>
          <div className={classes.chips} data-pending={pending || undefined}>
            {chipsOf(parsed, overrides, titleOf).map((chip) => (
              <ChipButton
                key={chip.field}
                chip={chip}
                parsed={parsed}
                overrides={overrides}
                onChange={onChange}
              />
            ))}
          </div>
          <Notes parsed={parsed} />
        </>
      ) : (
        pending && <p className={classes.quiet}>Reading…</p>
      )}
    </section>
  )
}

const ORIGINS = { asked: 'from your words', set: 'set by you', open: 'left to Menura' } as const

interface ChipButtonProps {
  chip: Chip
  parsed: Parsed
  overrides: Overrides
  onChange: (overrides: Overrides) => void
}

function ChipButton({ chip, parsed, overrides, onChange }: ChipButtonProps) {
  const [opened, setOpened] = useState(false)
  const origin = ORIGINS[chip.origin]
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      trapFocus
      returnFocus
      position="bottom-start"
      width={300}
      shadow="md"
      withinPortal
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.chip}
          data-origin={chip.origin}
          aria-label={`${chip.label}: ${chip.words}, ${origin}. Change`}
          onClick={() => setOpened(!opened)}
        >
          <span className={classes.label}>{chip.label}</span>
          <span className={classes.words}>{chip.words}</span>
          <ChevronDown size={13} aria-hidden="true" />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Change: ${chip.label}`}>
        <p className={classes.quiet}>
          {formatName(origin)}
          {chip.confidence !== null && `, ${formatShare(chip.confidence)} sure`}
        </p>
        {chip.notes.map((note) => (
          <p key={note} className={classes.quiet}>
            {note}
          </p>
        ))}
        <ChipEditor
          field={chip.field}
          parsed={parsed}
          overrides={overrides}
          onSave={(value) => {
            onChange(withOverride(overrides, chip.field, value))
            setOpened(false)
          }}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

/** Tell what else was understood or decided; choices that matter are never made in silence. */
function Notes({ parsed }: { parsed: Parsed }) {
  const { prompt, decisions } = parsed
  const contradictions = decisions.filter(({ rejected }) => rejected.length > 0)
  const lines = [
    ...(prompt.moods.length > 0 ? [`Mood: ${prompt.moods.join(', ')}.`] : []),
    ...(prompt.references.length > 0
      ? [`To sound like ${prompt.references.join(', ')}, if the library has it.`]
      : []),
    ...[...contradictions, ...otherNotes(parsed)].map(sentenceOf),
  ]
  if (lines.length === 0) return null
  return (
    <ul className={classes.notes} aria-label="Notes">
      {[...new Set(lines)].map((line) => (
        <li key={line}>
          <Lightbulb size={14} aria-hidden="true" />
          {line}
        </li>
      ))}
    </ul>
  )
}
