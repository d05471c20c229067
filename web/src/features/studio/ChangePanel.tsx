import { Button, NativeSelect, Slider, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Shuffle } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { messageOf } from '../../api/client'
import { keys } from '../../api/queries'
import { formatClock, formatName, formatShare } from '../../ui/format'
import { CHANGE_KINDS, type ChangeDraft, changeOf, draftOf } from './changeForm'
import view from './ProductionView.module.css'
import { type Change, changeProduction, type ProductionDetail } from './studioApi'
import { optionsQuery } from './studioQueries'
import { formatTonic, KEY_NAMES } from './studioWords'

/** Make a part of a production anew and keep the rest. */
export function ChangePanel({ production }: { production: ProductionDetail }) {
  const [draft, setDraft] = useState(() => draftOf(production))
  const client = useQueryClient()
  const navigate = useNavigate()
  const changing = useMutation({
    mutationFn: (change: Change) => changeProduction(production.id, change),
    onSuccess: ({ job_id }) => {
      void client.invalidateQueries({ queryKey: keys.productions })
      void client.invalidateQueries({ queryKey: keys.jobs })
      void navigate({ to: '/studio/$productionId', params: { productionId: job_id } })
    },
  })
  const change = changeOf(draft)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (change) changing.mutate(change)
  }
  return (
    <section className={view.card} aria-labelledby="change-title">
      <h2 id="change-title" className={view.title}>
        Make it anew
      </h2>
      <form onSubmit={submit} style={{ display: 'grid', gap: 12 }}>
        <NativeSelect
          label="What"
          value={draft.kind}
          data={CHANGE_KINDS.map(({ kind, words }) => ({ value: kind, label: words }))}
          description={CHANGE_KINDS.find(({ kind }) => kind === draft.kind)?.hint}
          onChange={(event) =>
            setDraft({ ...draft, kind: event.currentTarget.value as ChangeDraft['kind'] })
          }
        />
        <Details
          production={production}
          draft={draft}
          onChange={(part) => setDraft({ ...draft, ...part })}
        />
        {changing.error && (
          <p className={view.quiet} role="alert" style={{ color: 'var(--bad-text)' }}>
            {messageOf(changing.error)}
          </p>
        )}
        <Button
          type="submit"
          leftSection={<Shuffle size={16} />}
          loading={changing.isPending}
          disabled={change === null}
        >
          Make this version
        </Button>
      </form>
      <p className={view.quiet}>
        This one stays as it is: the change becomes a production of its own.
      </p>
    </section>
  )
}

interface DetailsProps {
  production: ProductionDetail
  draft: ChangeDraft
  onChange: (part: Partial<ChangeDraft>) => void
}

function Details({ production, draft, onChange }: DetailsProps) {
  const { data: options } = useQuery(optionsQuery)
  switch (draft.kind) {
    case 'stem':
      return (
        <NativeSelect
          label="Stem"
          value={draft.role}
          data={production.stems.map((role) => ({ value: role, label: formatName(role) }))}
          onChange={(event) => onChange({ role: event.currentTarget.value })}
        />
      )
    case 'section':
      return (
        <NativeSelect
          label="Section"
          value={draft.section}
          data={production.sections.map((section, place) => ({
            value: String(place),
            label: `${formatName(section.name)} at ${formatClock(section.start_s)}`,
          }))}
          onChange={(event) => onChange({ section: event.currentTarget.value })}
        />
      )
    case 'key':
      return (
        <div className={view.columns} style={{ gridTemplateColumns: '1fr 1fr' }}>
          <NativeSelect
            label="Tonic"
            value={draft.tonic}
            data={KEY_NAMES.map((name) => ({ value: name, label: formatTonic(name) }))}
            onChange={(event) => onChange({ tonic: event.currentTarget.value })}
          />
          <NativeSelect
            label="Mode"
            value={draft.mode}
            data={(options?.modes ?? [draft.mode]).map((mode) => ({
              value: mode,
              label: formatName(mode),
            }))}
            onChange={(event) => onChange({ mode: event.currentTarget.value })}
          />
        </div>
      )
    case 'tempo':
      return (
        <TextInput
          label="Tempo in BPM"
          value={draft.bpm}
          error={changeOf(draft) === null ? 'Give a number from 40 to 240.' : undefined}
          onChange={(event) => onChange({ bpm: event.currentTarget.value })}
        />
      )
    case 'variation':
      return (
        <div>
          <span className={view.quiet}>How far away</span>
          <Slider
            mt={6}
            size="sm"
            step={5}
            thumbLabel="How far away"
            label={(percent) => formatShare(percent / 100)}
            value={Math.round(draft.distance * 100)}
            onChange={(percent) => onChange({ distance: percent / 100 })}
          />
        </div>
      )
    default:
      return null
  }
}
