import { NativeSelect, Switch, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { type Facets, facetsQuery, MARKS, type SearchFilter, TRACK_KINDS } from '../api/discover'
import { sourcesQuery } from '../api/queries'
import { ChoiceChips } from './ChoiceChips'
import classes from './FilterEditor.module.css'
import { formatName } from './format'
import { RangeField } from './RangeField'

interface FilterEditorProps {
  value: SearchFilter
  onChange: (value: SearchFilter | undefined) => void
}

/** Say which tracks may be found. */
export function FilterEditor({ value, onChange }: FilterEditorProps) {
  const { data: facets } = useQuery(facetsQuery)
  const count = countParts(value)
  const [opened, setOpened] = useState(count > 0)
  const [round, setRound] = useState(0) // fields that hold what was typed begin anew
  const change = (part: SearchFilter) => onChange({ ...value, ...part })
  return (
    <details
      className={classes.filter}
      open={opened}
      onToggle={(event) => setOpened(event.currentTarget.open)}
    >
      <summary className={classes.summary}>
        <ChevronRight size={15} aria-hidden="true" />
        Filter
        {count > 0 && <span className={classes.count}>{count} set</span>}
      </summary>
      <div key={round} className={classes.parts}>
        {count > 0 && (
          <button
            type="button"
            className={classes.clear}
            onClick={() => {
              onChange(undefined)
              setRound(round + 1)
            }}
          >
            Take all of it away
          </button>
        )}
        {facets && <Sounds facets={facets} value={value} onChange={change} />}
        <Ranges facets={facets} value={value} onChange={change} />
        <KeysField value={value.keys} onChange={(keys) => change({ keys })} />
        <Group title="Kinds">
          <ChoiceChips
            label="Kinds"
            names={TRACK_KINDS}
            wanted={value.kinds ?? []}
            wordsOf={formatName}
            onChange={(kinds) => change({ kinds: kinds.length > 0 ? kinds : undefined })}
          />
        </Group>
        <Group title="Without">
          <ChoiceChips
            label="Versions to leave out"
            names={MARKS}
            wanted={value.without ?? []}
            wordsOf={formatName}
            onChange={(without) => change({ without })}
          />
        </Group>
        <SourceField value={value} onChange={change} />
        <Switch
          label="Favourites only"
          checked={value.favourites_only ?? false}
          onChange={(event) => change({ favourites_only: event.currentTarget.checked })}
        />
      </div>
    </details>
  )
}

/** Count what is set, however much of it: two genres are one part. */
export function countParts(filter: SearchFilter): number {
  const set = Object.values(filter).filter((part) =>
    Array.isArray(part) ? part.length > 0 : part !== undefined && part !== null && part !== false,
  )
  return set.length
}

interface PartProps {
  value: SearchFilter
  onChange: (part: SearchFilter) => void
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={classes.group}>
      <p className={classes.title}>{title}</p>
      {children}
    </div>
  )
}

const TWICE = 'Click for these, again for all but these'

function Sounds({ facets, value, onChange }: PartProps & { facets: Facets }) {
  return (
    <>
      {facets.genres.length > 0 && (
        <Group title="Genres">
          <ChoiceChips
            label="Genres"
            hint={TWICE}
            names={facets.genres.map(({ name }) => name)}
            wanted={value.genres ?? []}
            unwanted={value.not_genres ?? []}
            onChange={(genres, not_genres) => onChange({ genres, not_genres })}
          />
        </Group>
      )}
      {facets.moods.length > 0 && (
        <Group title="Moods">
          <ChoiceChips
            label="Moods"
            hint={TWICE}
            names={facets.moods.map(({ name }) => name)}
            wanted={value.moods ?? []}
            unwanted={value.not_moods ?? []}
            onChange={(moods, not_moods) => onChange({ moods, not_moods })}
          />
        </Group>
      )}
    </>
  )
}

const MINUTE_S = 60

function Ranges({ facets, value, onChange }: PartProps & { facets: Facets | undefined }) {
  const years = facets?.years ?? []
  return (
    <div className={classes.ranges}>
      <RangeField
        label="Years"
        from={value.year_from}
        to={value.year_to}
        hints={years.map(String)}
        most={9999}
        onChange={(year_from, year_to) => onChange({ year_from, year_to })}
      />
      <RangeField
        label="Tempo in BPM"
        from={value.tempo_from_bpm}
        to={value.tempo_to_bpm}
        most={1000}
        onChange={(tempo_from_bpm, tempo_to_bpm) => onChange({ tempo_from_bpm, tempo_to_bpm })}
      />
      <RangeField
        label="Energy in percent"
        from={value.energy_from}
        to={value.energy_to}
        unit={0.01}
        most={100}
        onChange={(energy_from, energy_to) => onChange({ energy_from, energy_to })}
      />
      <RangeField
        label="Length in minutes"
        from={value.duration_from_s}
        to={value.duration_to_s}
        unit={MINUTE_S}
        most={10_000}
        onChange={(duration_from_s, duration_to_s) => onChange({ duration_from_s, duration_to_s })}
      />
    </div>
  )
}

interface KeysFieldProps {
  value: readonly string[] | undefined
  onChange: (keys: string[]) => void
}

/** Take keys in any notation; the server says so where one is none. */
function KeysField({ value = [], onChange }: KeysFieldProps) {
  const [text, setText] = useState(value.join(', '))
  return (
    <TextInput
      label="Keys"
      placeholder="Am, F# minor, 8A"
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        const keys = event.currentTarget.value.split(',').map((key) => key.trim())
        onChange(keys.filter(Boolean))
      }}
    />
  )
}

function SourceField({ value, onChange }: PartProps) {
  const { data: sources = [] } = useQuery(sourcesQuery)
  if (sources.length < 2) return null
  return (
    <NativeSelect
      label="Source"
      value={value.source_ids?.[0] ?? ''}
      data={[
        { value: '', label: 'All sources' },
        ...sources.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(event) => {
        const id = event.currentTarget.value
        onChange({ source_ids: id ? [id] : undefined })
      }}
    />
  )
}
