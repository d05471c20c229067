import { Alert, Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Boxes } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { messageOf } from '../../api/client'
import classes from './Clusters.module.css'
import { languageQuery, useFindClusters } from './clusterApi'
import {
  ALGORITHMS,
  ALL_FIELDS,
  type Algorithm,
  type ClusterForm,
  FIRST_FIELDS,
  faultOf,
  fieldsFor,
  GROUP_FIELDS,
  requestOf,
  SEARCH_FIELDS,
  USUAL_FORM,
  WEIGHT_FIELDS,
} from './clusterFields'
import { NumberInputs } from './NumberInputs'

/** Ask for a new version of the automatic playlists. */
export function FindForm({ onStarted }: { onStarted: (jobId: string) => void }) {
  const [form, setForm] = useState(USUAL_FORM)
  const finding = useFindClusters(onStarted)
  const set = (part: Partial<ClusterForm>) => {
    finding.reset()
    setForm((old) => ({ ...old, ...part }))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    finding.mutate(requestOf(form))
  }
  const setNumber = (key: string, value: string) =>
    set({ numbers: { ...form.numbers, [key]: value } })
  const faulty = fieldsFor(ALL_FIELDS, form.algorithm).some((field) =>
    faultOf(field, form.numbers[field.key]),
  )
  return (
    <form className={classes.form} onSubmit={submit} aria-label="Find playlists" noValidate>
      <div className={classes.wide}>
        <TextInput
          label="Name"
          description="Of this version; may be empty."
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          maxLength={200}
          value={form.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label="Way of grouping"
          value={form.algorithm}
          data={ALGORITHMS}
          onChange={(event) => set({ algorithm: event.currentTarget.value as Algorithm })}
        />
      </div>
      <NumberInputs fields={FIRST_FIELDS} values={form.numbers} onChange={setNumber} />
      <details className={classes.more}>
        <summary>More options</summary>
        <MoreOptions form={form} set={set} setNumber={setNumber} />
      </details>
      {finding.error && <Alert color="red">{messageOf(finding.error)}</Alert>}
      <Button
        type="submit"
        w="fit-content"
        leftSection={<Boxes size={16} />}
        loading={finding.isPending}
        disabled={faulty}
      >
        Find playlists
      </Button>
    </form>
  )
}

interface MoreOptionsProps {
  form: ClusterForm
  set: (part: Partial<ClusterForm>) => void
  setNumber: (key: string, value: string) => void
}

function MoreOptions({ form, set, setNumber }: MoreOptionsProps) {
  const { data: language } = useQuery(languageQuery)
  return (
    <div className={classes.options}>
      <div className={classes.numbers}>
        <NativeSelect
          label="Grouped by"
          value={form.basis}
          data={[
            { value: 'embeddings', label: 'How it sounds' },
            { value: 'features', label: 'Tempo, energy, moods and genres' },
          ]}
          onChange={(event) => set({ basis: event.currentTarget.value as ClusterForm['basis'] })}
        />
        {language?.model && (
          <NativeSelect
            label="Names by"
            value={form.naming}
            data={[
              { value: 'mood_tempo', label: 'Mood and tempo' },
              { value: 'language', label: `The language model (${language.model})` },
            ]}
            onChange={(event) =>
              set({ naming: event.currentTarget.value as ClusterForm['naming'] })
            }
          />
        )}
        <TextInput
          label="Genres to balance"
          description="With commas; none: the most frequent."
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={form.genres}
          onChange={(event) => set({ genres: event.currentTarget.value })}
        />
      </div>
      <h2 className={classes.optionTitle}>Groups</h2>
      <NumberInputs
        fields={fieldsFor(GROUP_FIELDS, form.algorithm)}
        values={form.numbers}
        onChange={setNumber}
      />
      <h2 className={classes.optionTitle}>Search</h2>
      <NumberInputs fields={SEARCH_FIELDS} values={form.numbers} onChange={setNumber} />
      <h2 className={classes.optionTitle}>What makes a good version (weights; 0 leaves out)</h2>
      <NumberInputs fields={WEIGHT_FIELDS} values={form.numbers} onChange={setNumber} />
    </div>
  )
}
