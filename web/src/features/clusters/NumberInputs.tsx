import { TextInput } from '@mantine/core'
import classes from './Clusters.module.css'
import { faultOf, type NumberField } from './clusterFields'

interface NumberInputsProps {
  fields: readonly NumberField[]
  values: Readonly<Record<string, string>>
  onChange: (key: string, value: string) => void
}

/** Ask for numbers; an empty field stands for the usual one. */
export function NumberInputs({ fields, values, onChange }: NumberInputsProps) {
  return (
    <div className={classes.numbers}>
      {fields.map((field) => (
        <TextInput
          key={field.key}
          type="number"
          inputMode="decimal"
          label={field.label}
          description={field.hint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          placeholder={String(field.usual)}
          min={field.min}
          max={field.max}
          step={field.step}
          value={values[field.key] ?? ''}
          error={faultOf(field, values[field.key])}
          onChange={(event) => onChange(field.key, event.currentTarget.value)}
        />
      ))}
    </div>
  )
}
