import { Button, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { AudioWaveform } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { ApiError, messageOf } from '../../api/client'
import { keys } from '../../api/queries'
import { Examples } from '../../ui/Examples'
import classes from './MakeForm.module.css'
import { MakeOptions, type Options, USUAL_OPTIONS } from './MakeOptions'
import { NO_REFERENCE, type ReferenceChoice, ReferenceField } from './ReferenceField'
import { RequestChips } from './RequestChips'
import type { Overrides } from './requestChips'
import { startProduction } from './studioApi'
import { parseQuery } from './studioQueries'
import { readSeed } from './studioWords'

const PAUSE_MS = 450
const EXAMPLES = [
  'Four-on-the-floor house with a dubstep-style bass, F minor, 2 minutes',
  'Warm lo-fi beat with electric piano and vinyl, 78 BPM, no vocals',
  'Slow cinematic strings that build to a big climax, 90 seconds',
]

interface MakeFormProps {
  startPrompt: string
  startReference: string | null
}

/** Ask for a track in words; see how they are understood before anything is made. */
export function MakeForm({ startPrompt, startReference }: MakeFormProps) {
  const [prompt, setPrompt] = useState(startPrompt)
  const [overrides, setOverrides] = useState<Overrides>({})
  const [options, setOptions] = useState<Options>(USUAL_OPTIONS)
  const [reference, setReference] = useState<ReferenceChoice>({
    ...NO_REFERENCE,
    trackId: startReference,
  })
  const words = prompt.trim()
  const [asked] = useDebouncedValue(words, PAUSE_MS)
  const parsed = useQuery(parseQuery(asked, overrides))
  const making = useMake()
  const fault = words === '' ? null : faultOf(making.error ?? parsed.error)

  const make = (event: FormEvent) => {
    event.preventDefault()
    making.mutate({
      prompt: words,
      reference: reference.file,
      referenceTrackId: reference.trackId,
      seed: readSeed(options.seed) ?? null,
      profile: options.profile,
      generator: options.generator,
      premaster: options.premaster,
      overrides: { ...overrides },
    })
  }
  return (
    <form className={classes.form} onSubmit={make} aria-label="Make a track">
      <Textarea
        label="What should it sound like?"
        placeholder={EXAMPLES[0]}
        autosize
        minRows={3}
        maxRows={10}
        value={prompt}
        error={fault?.field === 'prompt' ? fault.words : undefined}
        onChange={(event) => {
          setPrompt(event.currentTarget.value)
          making.reset()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault()
            event.currentTarget.form?.requestSubmit()
          }
        }}
      />
      {words === '' && <Examples examples={EXAMPLES} onChoose={setPrompt} />}
      <ReferenceField
        value={reference}
        fault={fault?.field === 'reference' ? fault.words : null}
        onChange={(choice) => {
          setReference(choice)
          making.reset()
        }}
      />
      {words !== '' && (
        <RequestChips
          parsed={parsed.error ? undefined : parsed.data}
          pending={parsed.isFetching || asked !== words}
          overrides={overrides}
          onChange={(changed) => {
            setOverrides(changed)
            making.reset()
          }}
        />
      )}
      <MakeOptions value={options} onChange={setOptions} />
      {fault?.field === null && (
        <p className={classes.fault} role="alert">
          {fault.words}
        </p>
      )}
      <div className={classes.end}>
        <Button
          type="submit"
          size="md"
          leftSection={<AudioWaveform size={18} />}
          loading={making.isPending}
          disabled={words === '' || readSeed(options.seed) === undefined}
        >
          Make it
        </Button>
        <span className={classes.hint}>Two minutes of music take well under a minute.</span>
      </div>
    </form>
  )
}

function useMake() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: startProduction,
    onSuccess: ({ job_id }) => {
      void client.invalidateQueries({ queryKey: keys.productions })
      void client.invalidateQueries({ queryKey: keys.jobs })
      void navigate({ to: '/studio/$productionId', params: { productionId: job_id } })
    },
  })
}

const REFERENCE_FIELDS = ['reference', 'reference_track', 'reference_track_id', 'track_id']

/** Say where an error belongs: to the sentence, to the reference, or to neither. */
function faultOf(error: unknown): { field: 'prompt' | 'reference' | null; words: string } | null {
  if (!error) return null
  const field = error instanceof ApiError ? error.field : null
  const words = messageOf(error)
  if (field === 'prompt') return { field: 'prompt', words }
  if (field !== null && REFERENCE_FIELDS.includes(field)) return { field: 'reference', words }
  return { field: null, words }
}
