import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { formatKeyInWords } from '../../ui/format'
import type { FieldProps } from './CorrectionDialog'

const LIKELIEST = 4

/** Take a key, in any of the ways in which people write them. */
export function KeyField({ analysis, problem, onChange }: FieldProps) {
  const { key, mode } = analysis.features
  const [text, setText] = useState(key === null ? '' : `${key} ${mode}`)
  const write = (next: string) => {
    setText(next)
    onChange(next.trim() === '' ? undefined : { key: next.trim() })
  }
  return (
    <Stack gap="sm">
      <TextInput
        data-autofocus
        label="Key"
        description="Such as A minor, Ab, G#m, 8A or 1m; none for sound without a pitch."
        value={text}
        error={problem}
        onChange={(event) => write(event.currentTarget.value)}
      />
      <Group gap={8}>
        {analysis.key_candidates.slice(0, LIKELIEST).map((candidate) => (
          <Button
            key={candidate.key + candidate.mode}
            variant="default"
            size="xs"
            onClick={() => write(`${candidate.key} ${candidate.mode}`)}
          >
            {formatKeyInWords(candidate.key, candidate.mode)}
          </Button>
        ))}
      </Group>
    </Stack>
  )
}
