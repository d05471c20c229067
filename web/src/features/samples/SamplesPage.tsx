import { Button, Skeleton } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { ChartColumn, CircleHelp } from 'lucide-react'
import { type ComponentType, useCallback, useState } from 'react'
import type { Track } from '../../api/client'
import { ErrorState } from '../../ui/ErrorState'
import { lazyDialog } from '../../ui/lazyDialog'
import { Page } from '../../ui/Page'
import { AcceptedStrip } from './AcceptedStrip'
import { ContextBar } from './ContextBar'
import { type Correctable, type CorrectionProps, CorrectionSlot } from './correctionSlot'
import { Presets } from './Presets'
import { SaidList } from './SaidList'
import { SuggestedPanel } from './SuggestedPanel'
import { contextQuery } from './samplesApi'
import { useContextChange } from './useContextChange'
import { useMarks } from './useMarks'
import { useStartOver } from './useStartOver'
import { useWishes } from './wishes'

const HowDialog = lazyDialog(async () => (await import('./HowDialog')).HowDialog)
const ReportDialog = lazyDialog(async () => (await import('./ReportDialog')).ReportDialog)

interface SamplesPageProps {
  /** The dialog that takes corrections, from who has one. */
  correction?: ComponentType<CorrectionProps>
}

interface Correcting {
  track: Track
  name: Correctable
  opened: boolean
}

/** Find the loop or sample that fits what somebody is making just now. */
export function SamplesPage({ correction: Correction }: SamplesPageProps) {
  const session = useWishes((wishes) => wishes.session)
  const [correcting, setCorrecting] = useState<Correcting | null>(null)
  const correct = useCallback(
    (track: Track, name: Correctable) => setCorrecting({ track, name, opened: true }),
    [],
  )
  const close = useCallback(() => setCorrecting((now) => now && { ...now, opened: false }), [])
  return (
    <CorrectionSlot value={Correction ? correct : null}>
      <Project key={session} session={session} />
      {Correction && correcting && <Correction {...correcting} onClose={close} />}
    </CorrectionSlot>
  )
}

/** One project, from its context to what was said in it. */
function Project({ session }: { session: string }) {
  const client = useQueryClient()
  const { context, error, refused, change } = useContextChange(session)
  const marks = useMarks(session)
  const [dialog, setDialog] = useState<'how' | 'report' | null>(null)
  const startOver = useStartOver(session)
  return (
    <Page
      title="Samples"
      actions={
        <>
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            leftSection={<CircleHelp size={15} />}
            onClick={() => setDialog('how')}
          >
            How it works
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            leftSection={<ChartColumn size={15} />}
            onClick={() => setDialog('report')}
          >
            A/B report and my data
          </Button>
        </>
      }
    >
      {context ? (
        <>
          <ContextBar
            session={session}
            context={context}
            refused={refused}
            onChange={change}
            onReset={() => startOver.mutate()}
          />
          <AcceptedStrip session={session} context={context} marks={marks} />
          <SuggestedPanel session={session} presets={<Presets onChoose={change} />} />
          <SaidList context={context} marks={marks} onChange={change} />
        </>
      ) : error ? (
        <ErrorState
          title="The session cannot be shown"
          error={error}
          onRetry={() => void client.refetchQueries({ queryKey: contextQuery(session).queryKey })}
        />
      ) : (
        <Skeleton height={110} aria-label="Loading" role="status" />
      )}
      <HowDialog session={session} opened={dialog === 'how'} onClose={() => setDialog(null)} />
      <ReportDialog opened={dialog === 'report'} onClose={() => setDialog(null)} />
    </Page>
  )
}
