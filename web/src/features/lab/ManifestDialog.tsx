import { Alert, Button, CopyButton, Group, Modal, Skeleton, Stack } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Check, Copy, RotateCw } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { messageOf } from '../../api/client'
import { isFinished } from '../../api/events'
import { jobQuery } from '../../api/queries'
import { ErrorState } from '../../ui/ErrorState'
import { formatFigure, formatName, formatTempo } from '../../ui/format'
import { stageOf } from '../../ui/JobProgress'
import { type Clip, type Manifest, renderAgain } from './labApi'
import { manifestQuery } from './labQueries'
import { formatKeyName, toneOf, verdictWords } from './labWords'
import classes from './ManifestDialog.module.css'
import { comparisonOf } from './renderComparison'

interface ManifestDialogProps {
  clip: Clip
  sessionId: string
  title: string
  /** Whether to render again at once. */
  again: boolean
  opened: boolean
  onClose: () => void
}

/** Tell everything a clip was made from, and prove it. */
export function ManifestDialog(props: ManifestDialogProps) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={`How ${props.title} was made`}
      size="lg"
      centered
    >
      <Contents {...props} />
    </Modal>
  )
}

function Contents({ clip, sessionId, again }: ManifestDialogProps) {
  const { data: manifest, error, refetch } = useQuery(manifestQuery(sessionId, clip.id))
  if (!manifest) {
    return error ? (
      <ErrorState
        title="The manifest cannot be read"
        error={error}
        onRetry={() => void refetch()}
      />
    ) : (
      <Skeleton height={260} aria-label="Loading the manifest" />
    )
  }
  return (
    <Stack>
      <Facts manifest={manifest} clip={clip} />
      <RenderAgain manifest={manifest} again={again} />
    </Stack>
  )
}

function Facts({ manifest, clip }: { manifest: Manifest; clip: Clip }) {
  const { features } = clip
  return (
    <dl className={classes.facts}>
      <Fact name="Provider">{formatName(manifest.provider)}</Fact>
      <Fact name="Model">
        {manifest.model &&
          [manifest.model, manifest.model_hash?.slice(0, 12)].filter(Boolean).join(' · ')}
      </Fact>
      <Fact name="Engine">{manifest.engine_version && `version ${manifest.engine_version}`}</Fact>
      <Fact name="Seed">{manifest.seed}</Fact>
      <Fact name="Prompt">{manifest.prompt}</Fact>
      <Fact name="Genre">{manifest.genre && formatName(manifest.genre)}</Fact>
      <Fact name="Tempo">
        {manifest.wanted_bpm !== null && `${formatTempo(manifest.wanted_bpm)} BPM`}
        {features && <Verdict verdict={features.tempo_check} />}
      </Fact>
      <Fact name="Key">
        {manifest.wanted_key && formatKeyName(manifest.wanted_key)}
        {features && <Verdict verdict={features.key_check} />}
      </Fact>
      <Fact name="Instruments">{manifest.instruments.map(formatName).join(', ')}</Fact>
      <Fact name="Loudness">
        {features?.loudness_lufs != null &&
          `${formatFigure(features.loudness_lufs, 1, 'LUFS')}, played ${formatFigure(clip.preview_gain_db, 1, 'dB')} to match`}
      </Fact>
      <Fact name="Licence">{manifest.licence}</Fact>
      <Fact name="SHA-256">
        <code className={classes.hash}>{manifest.sha256}</code>
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  const empty = children === null || children === false || children === ''
  return (
    <>
      <dt>{name}</dt>
      <dd>{empty ? '–' : children}</dd>
    </>
  )
}

function Verdict({ verdict }: { verdict: { passed: boolean | null; reason: string } }) {
  const tone = toneOf(verdict)
  return (
    <span className={classes.check} data-tone={tone}>
      {verdictWords(tone)}: {verdict.reason}
    </span>
  )
}

/** Make the same clip once more and say whether it is the same, bit for bit. */
function RenderAgain({ manifest, again }: { manifest: Manifest; again: boolean }) {
  const { clip_id, session_id, reproducible } = manifest
  const start = useMutation({ mutationFn: () => renderAgain(session_id, clip_id) })
  const jobId = start.data?.job_id
  const { data: job } = useQuery({
    ...jobQuery(jobId ?? ''),
    enabled: jobId !== undefined,
    // Its end comes as an event, unless it came while the job was being asked for.
    refetchInterval: ({ state }) => (state.data && isFinished(state.data) ? false : 2_000),
  })
  const asked = useRef(false)
  const { mutate } = start
  useEffect(() => {
    if (!again || asked.current) return
    asked.current = true
    mutate()
  }, [again, mutate])

  const going = start.isPending || (jobId !== undefined && !(job && isFinished(job)))
  const result = job && comparisonOf(job)
  return (
    <>
      <div role="status">
        {going && <span className={classes.quiet}>{job ? stageOf(job) : 'Waiting'}…</span>}
        {result && (
          <Alert color={result.tone} title={result.title}>
            {result.words}
          </Alert>
        )}
      </div>
      {start.error && <Alert color="red">{messageOf(start.error)}</Alert>}
      {!reproducible && !result && (
        <p className={classes.quiet}>
          This clip was made by a model or an engine that does not promise the same result twice.
        </p>
      )}
      <Group justify="space-between">
        <CopyButton value={JSON.stringify(manifest, null, 2)}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              leftSection={copied ? <Check size={16} /> : <Copy size={16} />}
              onClick={copy}
            >
              {copied ? 'Copied' : 'Copy as JSON'}
            </Button>
          )}
        </CopyButton>
        <Button leftSection={<RotateCw size={16} />} loading={going} onClick={() => start.mutate()}>
          Render again and compare
        </Button>
      </Group>
    </>
  )
}
