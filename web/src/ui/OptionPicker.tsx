import { TextInput } from '@mantine/core'
import type { LucideIcon } from 'lucide-react'
import { Fragment, type KeyboardEvent, useId, useState } from 'react'
import { messageOf } from '../api/client'
import classes from './OptionPicker.module.css'

/** Something that can be chosen. */
export interface Option {
  key: string
  name: string
  hint: string
  /** Options of one group stand under its name. */
  group?: string
}

/** What is written into the field, and whether its options are wanted. */
export interface PickerField {
  words: string
  setWords: (words: string) => void
  opened: boolean
  setOpened: (opened: boolean) => void
}

export function usePickerField(): PickerField {
  const [words, setWords] = useState('')
  const [opened, setOpened] = useState(false)
  return { words, setWords, opened, setOpened }
}

interface OptionPickerProps<T extends Option> {
  label: string
  placeholder: string
  icon: LucideIcon
  field: PickerField
  options: readonly T[]
  /** Whether more options may come. */
  waiting: boolean
  error: unknown
  /** Says that there are no options. */
  nothing: string
  onChoose: (option: T) => void
}

/** Write a few words, and choose one of the options for them (the combobox of WAI-ARIA). */
export function OptionPicker<T extends Option>(props: OptionPickerProps<T>) {
  const { label, icon: Icon, options, error } = props
  const { words, setWords, opened, setOpened } = props.field
  const [active, setActive] = useState(0)
  const listId = useId()
  const answered = error !== null || !props.waiting
  const shown = opened && (options.length > 0 || (words.trim() !== '' && answered))
  const place = Math.min(active, options.length - 1)

  const choose = (option: T | undefined) => {
    if (!option) return
    setWords('')
    setActive(0)
    setOpened(false)
    props.onChoose(option)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (by !== undefined && options.length > 0) {
      setOpened(true)
      setActive(opened ? (place + by + options.length) % options.length : place)
    } else if (event.key === 'Enter' && shown) choose(options[place])
    else if (event.key === 'Escape' && (shown || words)) {
      setOpened(false)
      setWords('')
    } else return
    event.preventDefault()
  }
  return (
    <div className={classes.picker}>
      <TextInput
        role="combobox"
        label={label}
        aria-expanded={shown}
        aria-controls={shown ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={shown && options.length > 0 ? `${listId}-${place}` : undefined}
        placeholder={props.placeholder}
        leftSection={<Icon size={16} aria-hidden="true" />}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value)
          setActive(0)
          setOpened(true)
        }}
        onFocus={() => setOpened(true)}
        onClick={() => setOpened(true)}
        onBlur={() => setOpened(false)}
        onKeyDown={onKeyDown}
      />
      {shown && (
        <div className={classes.drop}>
          {options.length > 0 && (
            <div
              id={listId}
              role="listbox"
              tabIndex={-1}
              aria-label={label}
              className={classes.list}
            >
              {options.map((option, index) => (
                <Fragment key={option.key}>
                  {option.group && options[index - 1]?.group !== option.group && (
                    <div className={classes.group} role="presentation">
                      {option.group}
                    </div>
                  )}
                  <div
                    id={`${listId}-${index}`}
                    role="option"
                    aria-selected={index === place}
                    aria-label={option.group && nameInFull(option)}
                    className={classes.option}
                    onPointerEnter={() => setActive(index)}
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => choose(option)}
                  >
                    {option.name}
                    <span>{option.hint}</span>
                  </div>
                </Fragment>
              ))}
            </div>
          )}
          <p role="status" className={classes.note}>
            {error ? messageOf(error) : options.length === 0 && props.nothing}
          </p>
        </div>
      )}
    </div>
  )
}

function nameInFull({ group, name, hint }: Option): string {
  return `${group}: ${[name, hint].filter(Boolean).join(', ')}`
}
