import { Alert, Button, Group, Stack, TextInput } from '@mantine/core'
import { PlugZap } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { ServerKind, SourceDetail } from '../../api/sources'
import { RadioCards } from '../../ui/RadioCards'
import { CertificateStep } from './CertificateStep'
import { ConnectionFields } from './ConnectionFields'
import classes from './ServerForm.module.css'
import { ServerFound } from './ServerFound'
import { ServerOptions } from './ServerOptions'
import { useAddServer, useEditSource, useTryServer } from './serverActions'
import {
  connectionOf,
  editOf,
  emptyForm,
  type Fault,
  type ServerForm as Form,
  faultOf,
  formOf,
  gapOf,
  newServerOf,
  reachesOtherwise,
} from './serverForm'
import { KIND_ORDER, KINDS } from './serverWords'

interface ServerFormProps {
  /** The server to change; without one, a new one is added. */
  source?: SourceDetail
  onClose: () => void
}

/** Say how a music server is reached, try it, and settle what Menura may do there. */
export function ServerForm({ source, onClose }: ServerFormProps) {
  const [form, setForm] = useState<Form | null>(source ? formOf(source) : null)
  return form ? (
    <Settled key={form.kind} form={form} source={source} onChange={setForm} onClose={onClose} />
  ) : (
    <Stack>
      <KindField kind={null} onChoose={(kind) => setForm(emptyForm(kind))} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </Group>
    </Stack>
  )
}

function KindField(props: { kind: ServerKind | null; onChoose: (kind: ServerKind) => void }) {
  return (
    <RadioCards
      label="Which kind"
      columns={3}
      value={props.kind}
      options={KIND_ORDER.map((kind) => ({
        value: kind,
        name: KINDS[kind].name,
        // What the others need is out of the way as soon as one is chosen.
        hint: props.kind === null || props.kind === kind ? KINDS[kind].needs : undefined,
      }))}
      onChange={props.onChoose}
    />
  )
}

interface SettledProps extends ServerFormProps {
  form: Form
  onChange: (form: Form) => void
}

function Settled({ form, source, onChange, onClose }: SettledProps) {
  const change = (part: Partial<Form>) => onChange({ ...form, ...part })
  const { trial, adding, editing, busy, answer, fault } = useTrial(form, source, onClose)
  const gap = gapOf(form, source)
  const ready = source !== undefined || answer !== undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (gap || busy) return
    if (source) editing.mutate(editOf(form, source))
    else if (answer) adding.mutate(newServerOf(form))
    else trial.run(form)
  }
  const trust = (sha256: string) => {
    const trusted = { ...form, certificate: sha256 }
    onChange(trusted)
    trial.run(trusted)
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        {!source && (
          <KindField
            kind={form.kind}
            onChoose={(kind) =>
              onChange({ ...emptyForm(kind), username: form.username, name: form.name })
            }
          />
        )}
        <ConnectionFields form={form} source={source} fault={fault} onChange={change} />
        {fault?.sha256 && (
          <CertificateStep
            message={fault.message}
            sha256={fault.sha256}
            pending={busy}
            onTrust={trust}
          />
        )}
        {fault && !fault.field && !fault.sha256 && <Alert color="red">{fault.message}</Alert>}
        <div className={classes.trial}>
          <Button
            variant="default"
            leftSection={<PlugZap size={16} />}
            loading={trial.isPending}
            disabled={gap !== undefined || trial.lacksSecret}
            onClick={() => trial.run(form)}
          >
            Test connection
          </Button>
          <span className={classes.hint} role="status">
            {trial.isPending
              ? 'Asking the server…'
              : (gap ??
                (trial.lacksSecret
                  ? 'Save, and Menura tests it with the login it keeps; at another address, give that again.'
                  : answer
                    ? 'It answers.'
                    : ''))}
          </span>
        </div>
        {answer && <ServerFound answer={answer} form={form} onChange={change} />}
        {source && !answer && source.libraries.length > 0 && (
          <p className={classes.hint}>
            {source.libraries.length === 1
              ? 'One of its libraries is chosen.'
              : `${source.libraries.length} of its libraries are chosen.`}{' '}
            Test the connection to choose others.
          </p>
        )}
        {ready && (
          <>
            <TextInput
              label="Name"
              description="What it is called in Menura."
              placeholder={source?.name ?? answer?.product}
              value={form.name}
              maxLength={200}
              error={fault?.field === 'name' && fault.message}
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
            <ServerOptions
              form={form}
              capabilities={answer?.capabilities}
              isNew={!source}
              onChange={change}
            />
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          {ready && (
            <Button type="submit" loading={adding.isPending || editing.isPending} disabled={!!gap}>
              {source ? 'Save' : form.scan ? 'Add and scan' : 'Add'}
            </Button>
          )}
          {!ready && <input type="submit" hidden />}
        </Group>
      </Stack>
    </form>
  )
}

/** Try what stands in a form; what came of it holds until the way to the server is changed. */
function useTrial(form: Form, source: SourceDetail | undefined, onClose: () => void) {
  const trying = useTryServer()
  const [tried, setTried] = useState('')
  const adding = useAddServer(onClose)
  const editing = useEditSource(source ?? { id: '', name: '' }, onClose)
  const key = (of: Form) => JSON.stringify(connectionOf(of))
  const otherwise = source !== undefined && reachesOtherwise(form, source)
  const secret = form.way === 'token' ? form.token : form.password
  const run = (of: Form) => {
    adding.reset()
    editing.reset()
    setTried(key(of))
    const asKept = source && !reachesOtherwise(of, source)
    trying.mutate(asKept ? { sourceId: source.id } : { connection: connectionOf(of) })
  }
  const holds = tried === key(form)
  const error = adding.error ?? editing.error ?? (holds ? trying.error : null)
  const fault: Fault | undefined = faultOf(error, form.way)
  return {
    trial: {
      run,
      isPending: trying.isPending,
      // The login that is kept is not told to this page: only saving can try it elsewhere.
      lacksSecret: otherwise && source.has_secret && !secret,
    },
    adding,
    editing,
    busy: trying.isPending || adding.isPending || editing.isPending,
    answer: holds ? trying.data : undefined,
    fault,
  }
}
