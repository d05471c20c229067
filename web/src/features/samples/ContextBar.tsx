import { Button, NativeSelect, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { ApiError, messageOf } from '../../api/client'
import { facetsQuery } from '../../api/discover'
import { makeTapTempo } from '../../audio/tapTempo'
import { formatName } from '../../ui/format'
import { ChipField } from './ChipField'
import classes from './ContextBar.module.css'
import {
  bpmProblem,
  isEmptyContext,
  pitchClassOf,
  readBpm,
  readMinutes,
  SCALES,
  stepBpm,
  TONICS,
  tonicToSend,
  writeBpm,
  writeMinutes,
} from './contextForm'
import { DraftField } from './DraftField'
import { FollowLive } from './FollowLive'
import { ProjectPicker } from './ProjectPicker'
import { type Context, type ContextUpdate, settingsQuery } from './samplesApi'
import { useWishes } from './wishes'

interface ContextBarProps {
  session: string
  context: Context
  refused: unknown
  onChange: (update: ContextUpdate) => void
  onReset: () => void
}

/** Say what is being made: every change ranks the samples anew. */
export function ContextBar(props: ContextBarProps) {
  const { session, context, refused, onChange, onReset } = props
  const { data: facets } = useQuery(facetsQuery)
  const { data: settings } = useQuery(settingsQuery)
  const faultAt = (field: string) =>
    refused instanceof ApiError && refused.field === field ? messageOf(refused) : undefined
  const isPlaced = ['bpm', 'key', 'mode', 'genre_intent', 'prompt', 'time_remaining_s'].some(
    faultAt,
  )
  const genres = facets?.genres.map(({ name }) => name) ?? []
  const genreList = useId()
  return (
    <section className={classes.bar} aria-label="What you are making">
      <div className={classes.fields}>
        <TempoField bpm={context.bpm} problem={faultAt('bpm')} onChange={onChange} />
        <KeyFields
          context={context}
          problem={faultAt('key') ?? faultAt('mode')}
          onChange={onChange}
        />
        <DraftField
          className={classes.genre}
          label="Genre"
          placeholder="Any"
          list={genreList}
          maxLength={100}
          value={context.genre_intent ?? ''}
          problem={faultAt('genre_intent')}
          onWrite={(text) => onChange({ genre_intent: text.trim() || null })}
        />
        <datalist id={genreList}>
          {genres.map((genre) => (
            <option key={genre} value={genre} />
          ))}
        </datalist>
        <DraftField
          className={classes.time}
          label="Time left"
          placeholder="min"
          title="In minutes, or as hours and minutes: 1:30"
          value={writeMinutes(context.time_remaining_s)}
          problem={faultAt('time_remaining_s')}
          problemOf={(text) => (readMinutes(text) === undefined ? 'Minutes' : undefined)}
          onWrite={(text) => {
            const seconds = readMinutes(text)
            if (seconds !== undefined) onChange({ time_remaining_s: seconds })
          }}
        />
        <DraftField
          className={classes.prompt}
          label="Looking for"
          placeholder={facets?.text_space ? 'warm dusty drums' : 'Words need the CLAP model'}
          maxLength={500}
          value={context.prompt ?? ''}
          problem={faultAt('prompt')}
          onWrite={(text) => onChange({ prompt: text.trim() || null })}
        />
      </div>
      <div className={classes.chips}>
        <ChipField
          label="Missing"
          hint="Instruments that you look for"
          names={settings?.roles ?? []}
          wanted={context.preferences.roles_wanted}
          wordsOf={(name) => formatName(name).toLowerCase()}
          onChange={(roles_wanted) => onChange({ preferences: { roles_wanted } })}
        />
        <ChipField
          label="Moods"
          hint="How it should feel"
          names={facets?.moods.map(({ name }) => name) ?? []}
          wanted={context.mood_tags}
          onChange={(mood_tags) => onChange({ mood_tags })}
        />
        <Switch
          size="sm"
          label="Transpose to fit"
          title="Pitched samples may be moved by up to two semitones"
          checked={context.preferences.allow_transpose}
          onChange={(event) =>
            onChange({ preferences: { allow_transpose: event.currentTarget.checked } })
          }
        />
        <Surprise />
        <div className={classes.end}>
          <FollowLive session={session} context={context} />
          <ProjectPicker
            session={session}
            isNew={isEmptyContext(context) && context.version === 0}
            onReset={onReset}
          />
        </div>
      </div>
      {refused != null && !isPlaced && (
        <p className={classes.problem} role="alert">
          {messageOf(refused)}
        </p>
      )}
    </section>
  )
}

/** Let one suggestion be drawn at random. */
function Surprise() {
  const explore = useWishes((wishes) => wishes.explore)
  return (
    <Switch
      size="sm"
      label="Surprise me"
      title="One suggestion is drawn at random from all that fits, and marked"
      checked={explore}
      onChange={(event) => useWishes.setState({ explore: event.currentTarget.checked })}
    />
  )
}

interface TempoFieldProps {
  bpm: number | null
  problem: string | undefined
  onChange: (update: ContextUpdate) => void
}

/** Take a tempo, as a number or tapped. */
function TempoField({ bpm, problem, onChange }: TempoFieldProps) {
  const [taps] = useState(makeTapTempo)
  const tap = (timeMs: number) => {
    const tapped = taps.tap(timeMs)
    if (tapped !== null && readBpm(String(tapped)) != null) onChange({ bpm: tapped })
  }
  return (
    <div className={classes.tempo}>
      <DraftField
        label="BPM"
        inputMode="decimal"
        placeholder="Any"
        value={writeBpm(bpm)}
        problem={problem}
        problemOf={bpmProblem}
        onStep={(by) => onChange({ bpm: stepBpm(bpm, by) })}
        onWrite={(text) => {
          const read = readBpm(text)
          if (read !== undefined) onChange({ bpm: read })
        }}
      />
      <Button
        variant="default"
        size="sm"
        px={10}
        className={classes.tap}
        aria-label="Tap the tempo"
        title="Tap along with the beat"
        // On the way down: a click comes when the finger leaves again.
        onPointerDown={(event) => tap(event.timeStamp)}
        onKeyDown={(event) => {
          if (event.repeat || (event.key !== ' ' && event.key !== 'Enter')) return
          event.preventDefault()
          tap(event.timeStamp)
        }}
      >
        Tap
      </Button>
    </div>
  )
}

type KeyFieldsProps = Pick<ContextBarProps, 'context' | 'onChange'> & {
  problem: string | undefined
}

function KeyFields({ context, problem, onChange }: KeyFieldsProps) {
  const { key, mode, scale, camelot } = context
  const pitchClass = pitchClassOf(key)
  const shownScale = scale ?? mode ?? ''
  const scales: string[] = [...SCALES]
  if (shownScale && !scales.includes(shownScale)) scales.push(shownScale)
  return (
    <>
      <NativeSelect
        className={classes.key}
        label={camelot ? `Key · ${camelot}` : 'Key'}
        aria-label="Key"
        error={problem}
        value={pitchClass === null ? '' : String(pitchClass)}
        data={[
          { value: '', label: 'Any' },
          ...TONICS.map((label, place) => ({ value: String(place), label })),
        ]}
        onChange={({ currentTarget: { value } }) =>
          onChange({ key: tonicToSend(value === '' ? null : Number(value)) })
        }
      />
      <NativeSelect
        className={classes.mode}
        label="Scale"
        disabled={pitchClass === null}
        value={shownScale}
        data={[
          ...(shownScale ? [] : [{ value: '', label: '–' }]),
          ...scales.map((name) => ({ value: name, label: formatName(name) })),
        ]}
        onChange={(event) => onChange({ mode: event.currentTarget.value })}
      />
    </>
  )
}
