import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import { ChangePanel } from './ChangePanel'
import { Downloads } from './Downloads'
import { HowItWasMade } from './HowItWasMade'
import classes from './ProductionView.module.css'
import { readReport } from './qaReport'
import { StemPlayer } from './StemPlayer'
import type { ProductionDetail } from './studioApi'
import { peaksQuery } from './studioQueries'
import { useStemEngine } from './useStemEngine'
import { Versions } from './Versions'

const QaSection = lazy(async () => ({ default: (await import('./QaSection')).QaSection }))
const PianoRoll = lazy(async () => ({ default: (await import('./PianoRoll')).PianoRoll }))

/** About as tall as the checks, so that nothing below them jumps when they come. */
const QA_HEIGHT = 860
const NOTES_HEIGHT = 340

/** Show a production that can be heard: stems, report, notes, files, and what to make of it next. */
export function ProductionView({ production }: { production: ProductionDetail }) {
  const report = useMemo(() => readReport(production.qa), [production.qa])
  const { data: peaks } = useQuery(peaksQuery(production.id))
  const engine = useStemEngine(production)
  return (
    <div className={classes.view}>
      <StemPlayer
        production={production}
        engine={engine}
        peaks={peaks}
        defects={report?.defects ?? []}
      />
      <Suspense fallback={<Skeleton height={QA_HEIGHT} aria-label="Loading the checks" />}>
        {report && <QaSection report={report} production={production} onSeek={engine.seek} />}
      </Suspense>
      <div className={classes.columns}>
        <ChangePanel production={production} />
        <Downloads production={production} />
      </div>
      <Suspense fallback={<Skeleton height={NOTES_HEIGHT} aria-label="Loading the notes" />}>
        <PianoRoll production={production} engine={engine} />
      </Suspense>
      <div className={classes.columns}>
        <HowItWasMade production={production} />
        <Versions production={production} />
      </div>
    </div>
  )
}
