import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { formatTempo } from '../../ui/format'
import type { FieldProps } from './CorrectionDialog'
import classes from './Corrections.module.css'
import { addTap, readTempo, scaleTempo, tempoOfTaps, tempoProblem } from './correctionForms'

/** Take a tempo: as a number, as half or double of it, or tapped along. */
export function TempoField({ analysis, problem, onChange }: FieldProps) {
  const known = analysis.features.tempo_bpm
  const [text, setText] = useState(known === null ? '' : formatTempo(known))
  const [taps, setTaps] = useState<readonly number[]>([])
  const write = (next: string) => {
    setText(next)
    const tempo = readTempo(next)
    onChange(tempo === undefined ? undefined : { tempo_bpm: tempo })
  }
  // Half and double start from what was heard to the last digit, or the beats would not fit it.
  const scale = (factor: number) => {
    const exact = known !== null && text === formatTempo(known) ? String(known) : text
    write(scaleTempo(exact, factor))
  }
  const tap = (timeMs: number) => {
    const next = addTap(taps, timeMs)
    setTaps(next)
    const tempo = tempoOfTaps(next)
    if (tempo !== undefined) write(String(tempo))
  }
  return (
    <Stack gap="sm">
      <TextInput
        data-autofocus
        label="Tempo in BPM"
        inputMode="decimal"
        value={text}
        error={problem || tempoProblem(text)}
        onChange={(event) => write(event.currentTarget.value)}
      />
      <Group gap={8}>
        <Button variant="default" size="xs" onClick={() => scale(0.5)} aria-label="Half the tempo">
          ÷ 2
        </Button>
        <Button variant="default" size="xs" onClick={() => scale(2)} aria-label="Twice the tempo">
          × 2
        </Button>
        <Button variant="default" size="xs" onClick={(event) => tap(event.timeStamp)}>
          Tap
        </Button>
        <span className={classes.hint} role="status">
          {tapWords(taps)}
        </span>
      </Group>
    </Stack>
  )
}

function tapWords(taps: readonly number[]): string {
  if (taps.length === 0) return 'Tap along with the beat.'
  const tempo = tempoOfTaps(taps)
  return tempo === undefined ? 'Go on…' : `Tapped: ${formatTempo(tempo)} BPM`
}
