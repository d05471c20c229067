import { NativeSelect, Switch, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { formatName } from '../../ui/format'
import classes from './MakeForm.module.css'
import { optionsQuery } from './studioQueries'
import { readSeed } from './studioWords'

export interface Options {
  profile: string
  /** As it was typed; empty: Menura draws one. */
  seed: string
  /** Null: the one that is set up. */
  generator: string | null
  premaster: boolean
}

export const USUAL_OPTIONS: Options = {
  profile: 'streaming',
  seed: '',
  generator: null,
  premaster: false,
}

interface MakeOptionsProps {
  value: Options
  onChange: (value: Options) => void
}

/** Choose what most people never need to choose. */
export function MakeOptions({ value, onChange }: MakeOptionsProps) {
  const { data: known } = useQuery(optionsQuery)
  const set = (part: Partial<Options>) => onChange({ ...value, ...part })
  const wrongSeed = readSeed(value.seed) === undefined
  return (
    <details className={classes.options}>
      <summary>More options</summary>
      <div className={classes.optionGrid}>
        <NativeSelect
          label="Loudness for"
          value={value.profile}
          data={(known?.profiles ?? [value.profile]).map((profile) => ({
            value: profile,
            label: formatName(profile),
          }))}
          onChange={(event) => set({ profile: event.currentTarget.value })}
        />
        <TextInput
          label="Seed"
          placeholder="drawn anew each time"
          inputMode="numeric"
          value={value.seed}
          error={wrongSeed ? 'Give a whole number, or nothing.' : undefined}
          onChange={(event) => set({ seed: event.currentTarget.value })}
        />
        {known && known.generators.length > 1 && (
          <NativeSelect
            label="Played by"
            value={value.generator ?? ''}
            data={[
              { value: '', label: 'The usual one' },
              ...known.generators.map((name) => ({ value: name, label: formatName(name) })),
            ]}
            onChange={(event) => set({ generator: event.currentTarget.value || null })}
          />
        )}
        <Switch
          label="Also stems before mastering"
          checked={value.premaster}
          onChange={(event) => set({ premaster: event.currentTarget.checked })}
        />
      </div>
    </details>
  )
}
