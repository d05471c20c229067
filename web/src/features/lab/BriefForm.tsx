import { Button, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { FlaskConical } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { ApiError, messageOf } from '../../api/client'
import { keys } from '../../api/queries'
import { Examples } from '../../ui/Examples'
import { formatName, formatNumberOf, formatShare } from '../../ui/format'
import { LabeledSlider } from '../../ui/LabeledSlider'
import classes from './LabPage.module.css'
import { openSession } from './labApi'
import { labOptionsQuery } from './labQueries'
import { formatSeconds } from './labWords'
import { readSeed } from './readSeed'

const SHORTEST_S = 2
const LONGEST_S = 30
const MOST_CLIPS = 6
const LONGEST_BRIEF = 2000
const EXAMPLES = [
  'Dark warehouse techno, or something near it, with a rolling bass',
  'Hazy lo-fi for a rainy afternoon, electric piano up front',
  'A hopeful cue for a film: strings, maybe a choir, no drums',
]

interface Brief {
  words: string
  energy: number
  density: number
  durationS: number
  count: number
  /** As it was typed; empty: Menura draws one. */
  seed: string
}

const USUAL: Brief = { words: '', energy: 0.6, density: 0.5, durationS: 8, count: 6, seed: '' }

/** Ask for a first batch of clips. */
export function BriefForm() {
  const [brief, setBrief] = useState(USUAL)
  const { data: options } = useQuery(labOptionsQuery)
  const opening = useOpen()
  const set = (part: Partial<Brief>) => {
    setBrief((old) => ({ ...old, ...part }))
    opening.reset()
  }
  const words = brief.words.trim()
  const seed = readSeed(brief.seed)
  const fault = opening.error
  const ofBrief = fault instanceof ApiError && fault.field?.endsWith('brief')

  const open = (event: FormEvent) => {
    event.preventDefault()
    opening.mutate({
      brief: words,
      num_clips: brief.count,
      params: {
        energy: brief.energy,
        density: brief.density,
        duration_sec: brief.durationS,
      },
      seed: seed ?? null,
    })
  }
  return (
    <form className={classes.form} onSubmit={open} aria-label="Begin a session">
      <Textarea
        label="Brief"
        description="What should the clips be like? Leave open what you want to be surprised by."
        placeholder={EXAMPLES[0]}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={LONGEST_BRIEF}
        value={brief.words}
        error={ofBrief ? messageOf(fault) : undefined}
        onChange={(event) => set({ words: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault()
            event.currentTarget.form?.requestSubmit()
          }
        }}
      />
      {words === '' && (
        <Examples examples={EXAMPLES} onChoose={(example) => set({ words: example })} />
      )}
      <div className={classes.sliders}>
        <LabeledSlider
          label="Energy"
          words={formatShare(brief.energy)}
          ends={['calm', 'driving']}
          min={0}
          max={1}
          step={0.05}
          value={brief.energy}
          onChange={(energy) => set({ energy })}
        />
        <LabeledSlider
          label="Density"
          words={formatShare(brief.density)}
          ends={['sparse', 'full']}
          min={0}
          max={1}
          step={0.05}
          value={brief.density}
          onChange={(density) => set({ density })}
        />
        <LabeledSlider
          label="Length"
          words={`${formatSeconds(brief.durationS)} each`}
          min={SHORTEST_S}
          max={options?.longest_s ?? LONGEST_S}
          value={brief.durationS}
          onChange={(durationS) => set({ durationS })}
        />
        <LabeledSlider
          label="Clips"
          words={formatNumberOf(brief.count, 'clip')}
          min={1}
          max={options?.most_clips ?? MOST_CLIPS}
          value={brief.count}
          onChange={(count) => set({ count })}
        />
      </div>
      <details className={classes.more}>
        <summary>More options</summary>
        <TextInput
          className={classes.seed}
          label="Seed"
          description="The same brief, numbers and seed make the same clips again."
          placeholder="drawn anew each time"
          inputMode="numeric"
          value={brief.seed}
          error={seed === undefined ? 'Give a whole number, or nothing.' : undefined}
          onChange={(event) => set({ seed: event.currentTarget.value })}
        />
        {options && (
          <p className={classes.hint}>
            Made by: {formatName(options.music)}. Heard by: {formatName(options.embedder)}. Named
            by: {formatName(options.namer)}.
          </p>
        )}
      </details>
      {fault && !ofBrief && (
        <p className={classes.fault} role="alert">
          {messageOf(fault)}
        </p>
      )}
      <div className={classes.end}>
        <Button
          type="submit"
          size="md"
          leftSection={<FlaskConical size={18} />}
          loading={opening.isPending}
          disabled={words === '' || seed === undefined}
        >
          Make {formatNumberOf(brief.count, 'clip')}
        </Button>
      </div>
    </form>
  )
}

function useOpen() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: openSession,
    onSuccess: ({ session_id }) => {
      void client.invalidateQueries({ queryKey: keys.sessionPages })
      void client.invalidateQueries({ queryKey: keys.jobs })
      void navigate({ to: '/lab/$sessionId', params: { sessionId: session_id } })
    },
  })
}
