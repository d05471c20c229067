import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { Corrections } from '../../api/client'
import { formatName } from '../../ui/format'
import type { FieldProps } from './CorrectionDialog'
import { INSTRUMENTS, KINDS } from './correctionForms'

const UNSURE = ''

/** Choose what a track is, or which instrument plays in it. */
export function KindField(props: FieldProps & { name: 'kind' | 'instrument' }) {
  const { analysis, name, problem, onChange } = props
  const [value, setValue] = useState<string>(analysis[name] ?? UNSURE)
  const choices = name === 'kind' ? KINDS : [UNSURE, ...INSTRUMENTS]
  const choose = (next: string) => {
    setValue(next)
    onChange({ [name]: next === UNSURE ? null : next } as Corrections)
  }
  return (
    <NativeSelect
      data-autofocus
      label={formatName(name)}
      value={value}
      error={problem}
      data={choices.map((choice) => ({
        value: choice,
        label: choice === UNSURE ? 'Unsure' : formatName(choice),
      }))}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  )
}
