import { NativeSelect } from '@mantine/core'
import { X } from 'lucide-react'
import { formatName } from '../../ui/format'
import classes from './RequestChips.module.css'

interface ListEditorProps {
  label: string
  items: readonly string[]
  known: readonly string[]
  onChange: (items: string[]) => void
}

/** Put names into a list and take them out. */
export function ListEditor({ label, items, known, onChange }: ListEditorProps) {
  return (
    <>
      <ul className={classes.items} aria-label="Chosen">
        {items.map((name, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a form may have a part twice
          <li key={`${name}-${place}`} className={classes.item}>
            {formatName(name)}
            <button
              type="button"
              className={classes.remove}
              aria-label={`Take ${formatName(name)} out`}
              onClick={() => onChange(items.filter((_, other) => other !== place))}
            >
              <X size={13} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      <NativeSelect
        label={label}
        value=""
        data={[
          { value: '', label: 'Choose…' },
          ...known.map((name) => ({ value: name, label: formatName(name) })),
        ]}
        onChange={(event) => {
          const name = event.currentTarget.value
          if (name) onChange([...items, name])
        }}
      />
    </>
  )
}
