import { Button, NativeSelect, Slider, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { formatClock, formatName, formatShare, formatTempo } from '../../ui/format'
import { ListEditor } from './ListEditor'
import classes from './RequestChips.module.css'
import { type ChipField, type Overrides, startOf } from './requestChips'
import type { Parsed } from './studioApi'
import { genresQuery, optionsQuery } from './studioQueries'
import { formatTonic, KEY_NAMES, readDuration, readNumber } from './studioWords'

const [SLOWEST_BPM, FASTEST_BPM] = [40, 240]

type Value = Overrides[ChipField]

interface ChipEditorProps {
  field: ChipField
  parsed: Parsed
  overrides: Overrides
  /** Nothing: take back what was set by hand. */
  onSave: (value: Value) => void
}

/** Change one part of a request by hand. */
export function ChipEditor({ field, parsed, overrides, onSave }: ChipEditorProps) {
  const start = startOf(field, parsed, overrides)
  const shared = { onSave, isSet: overrides[field] !== undefined }
  switch (field) {
    case 'genre':
      return <GenreEditor start={String(start)} {...shared} />
    case 'bpm':
      return (
        <TextEditor
          label="Tempo in BPM"
          start={formatTempo(Number(start))}
          read={(words) => readNumber(words, SLOWEST_BPM, FASTEST_BPM)}
          wrong={`Give a number from ${SLOWEST_BPM} to ${FASTEST_BPM}.`}
          {...shared}
        />
      )
    case 'key':
      return <KeyEditor start={String(start)} {...shared} />
    case 'duration_s':
      return <LengthEditor start={formatClock(Number(start))} {...shared} />
    case 'energy':
    case 'density':
      return <ShareEditor label={formatName(field)} start={Number(start)} {...shared} />
    default:
      return <NamesEditor field={field} start={start as string[]} {...shared} />
  }
}

interface EditorProps<T> {
  start: T
  isSet: boolean
  onSave: (value: Value) => void
}

function GenreEditor({ start, isSet, onSave }: EditorProps<string>) {
  const { data: genres = [] } = useQuery(genresQuery)
  const [genre, setGenre] = useState(start)
  const description = genres.find(({ id }) => id === genre)?.description
  return (
    <Editor isSet={isSet} onSave={onSave} value={genre}>
      <NativeSelect
        label="Genre"
        value={genre}
        data={genres.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(event) => setGenre(event.currentTarget.value)}
      />
      {description && <p className={classes.quiet}>{description}</p>}
    </Editor>
  )
}

interface TextEditorProps extends EditorProps<string> {
  label: string
  read: (words: string) => number | null
  /** What to say about words that cannot be used. */
  wrong: string
}

function TextEditor({ label, start, read, wrong, isSet, onSave }: TextEditorProps) {
  const [words, setWords] = useState(start)
  const value = read(words)
  return (
    <Editor isSet={isSet} onSave={onSave} value={value ?? undefined}>
      <TextInput
        data-autofocus
        label={label}
        value={words}
        error={value === null ? wrong : undefined}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
    </Editor>
  )
}

function LengthEditor(props: EditorProps<string>) {
  const { data: options } = useQuery(optionsQuery)
  const [shortest, longest] = [options?.shortest_s ?? 0, options?.longest_s ?? 3_600]
  return (
    <TextEditor
      label="Length in minutes and seconds"
      read={(words) => {
        const seconds = readDuration(words)
        return seconds !== null && seconds >= shortest && seconds <= longest ? seconds : null
      }}
      wrong={`Give a length from ${formatClock(shortest)} to ${formatClock(longest)}, as 2:30.`}
      {...props}
    />
  )
}

function KeyEditor({ start, isSet, onSave }: EditorProps<string>) {
  const { data: options } = useQuery(optionsQuery)
  const [first = 'C', second = 'minor'] = start.split(' ')
  const [tonic, setTonic] = useState(first)
  const [mode, setMode] = useState(second)
  return (
    <Editor isSet={isSet} onSave={onSave} value={`${tonic} ${mode}`}>
      <div className={classes.pair}>
        <NativeSelect
          label="Tonic"
          value={tonic}
          data={KEY_NAMES.map((name) => ({ value: name, label: formatTonic(name) }))}
          onChange={(event) => setTonic(event.currentTarget.value)}
        />
        <NativeSelect
          label="Mode"
          value={mode}
          data={(options?.modes ?? [mode]).map((name) => ({
            value: name,
            label: formatName(name),
          }))}
          onChange={(event) => setMode(event.currentTarget.value)}
        />
      </div>
    </Editor>
  )
}

function ShareEditor({ label, start, isSet, onSave }: EditorProps<number> & { label: string }) {
  const [percent, setPercent] = useState(Math.round(start * 100))
  return (
    <Editor isSet={isSet} onSave={onSave} value={percent / 100}>
      <div className={classes.slider}>
        <Slider
          size="sm"
          step={5}
          thumbLabel={label}
          label={(value) => formatShare(value / 100)}
          value={percent}
          onChange={setPercent}
        />
      </div>
    </Editor>
  )
}

interface NamesEditorProps extends EditorProps<string[]> {
  field: 'instruments' | 'excluded' | 'sections'
}

function NamesEditor({ field, start, isSet, onSave }: NamesEditorProps) {
  const { data: options } = useQuery(optionsQuery)
  const [items, setItems] = useState(start)
  const known = (field === 'sections' ? options?.sections : options?.instruments) ?? []
  return (
    <Editor isSet={isSet} onSave={onSave} value={items}>
      <ListEditor
        label={field === 'sections' ? 'Add a part at the end' : 'Add an instrument'}
        items={items}
        // A form may have a part twice, an instrument is there once.
        known={field === 'sections' ? known : known.filter((name) => !items.includes(name))}
        onChange={setItems}
      />
    </Editor>
  )
}

interface EditorFrameProps {
  value: Value
  isSet: boolean
  onSave: (value: Value) => void
  children: ReactNode
}

/** Give every editor the same buttons; a form inside the form would be none, so keys are heard. */
function Editor({ value, isSet, onSave, children }: EditorFrameProps) {
  const save = () => value !== undefined && onSave(value)
  return (
    <fieldset
      className={classes.editor}
      style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}
      onKeyDown={(event) => {
        const inField = event.target instanceof HTMLInputElement
        if (event.key !== 'Enter' || !inField) return
        event.preventDefault()
        save()
      }}
    >
      {children}
      <div className={classes.buttons}>
        {isSet && (
          <Button size="xs" variant="default" onClick={() => onSave(undefined)}>
            Take it back
          </Button>
        )}
        <Button size="xs" disabled={value === undefined} onClick={save}>
          Set
        </Button>
      </div>
    </fieldset>
  )
}
