import { Popover } from '@mantine/core'
import { ChevronDown, X } from 'lucide-react'
import { useState } from 'react'
import type { FilterBarProps } from './FilterBar'
import classes from './FilterBar.module.css'
import { FilterChoices } from './FilterChoices'
import { FILTER_WORDS } from './filterWords'
import { type FilterName, without } from './librarySearch'

interface FilterMenuProps extends FilterBarProps {
  name: FilterName
  /** What it is set to, in words. */
  value: string | undefined
}

/** One filter: its button opens what can be chosen. */
export function FilterMenu({ name, value, search, sources, onChange }: FilterMenuProps) {
  const [opened, setOpened] = useState(false)
  const words = FILTER_WORDS[name]
  return (
    <span className={classes.group} data-set={value !== undefined || undefined}>
      <Popover
        opened={opened}
        onChange={setOpened}
        position="bottom-start"
        shadow="md"
        trapFocus
        returnFocus
        width={280}
      >
        <Popover.Target>
          <button
            type="button"
            className={classes.filter}
            data-set={value !== undefined || undefined}
            aria-label={value === undefined ? undefined : `${words}: ${value}`}
            onClick={() => setOpened(!opened)}
          >
            <span className={classes.value}>{value ?? words}</span>
            {value === undefined && <ChevronDown size={14} aria-hidden="true" />}
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={words} className={classes.drop}>
          <FilterChoices
            name={name}
            search={search}
            sources={sources}
            onChange={onChange}
            onDone={() => setOpened(false)}
          />
        </Popover.Dropdown>
      </Popover>
      {value !== undefined && (
        <button
          type="button"
          className={classes.remove}
          aria-label={`Remove ${words.toLowerCase()}: ${value}`}
          onClick={() => onChange(without([name]))}
        >
          <X size={14} aria-hidden="true" />
        </button>
      )}
    </span>
  )
}
