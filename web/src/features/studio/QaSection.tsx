import { CircleAlert, CircleCheck, CircleHelp, CircleX } from 'lucide-react'
import { formatClock, formatFigure, formatName } from '../../ui/format'
import { LoudnessCurve } from './LoudnessCurve'
import view from './ProductionView.module.css'
import classes from './QaSection.module.css'
import { type Defect, type QaReport, summaryOf, type Verdict, verdictOf } from './qaReport'
import { SpectrumCompare } from './SpectrumCompare'
import type { ProductionDetail } from './studioApi'

interface QaSectionProps {
  report: QaReport
  production: ProductionDetail
  onSeek: (seconds: number) => void
}

/** Show what was measured in the finished track, against what it was to be. */
export function QaSection({ report, production, onSeek }: QaSectionProps) {
  const { curves, defects } = report
  return (
    <section className={view.card} aria-labelledby="qa-title">
      <h2 id="qa-title" className={view.title}>
        Checks
      </h2>
      <p className={classes.summary} data-verdict={report.passed ? 'passed' : 'failed'}>
        {summaryOf(report)}
      </p>
      <div className={classes.columns}>
        <QaTable report={report} />
        <div className={classes.pictures}>
          {curves.spectrum_db.length > 1 && (
            <SpectrumCompare curves={curves} reference={production.reference?.name ?? null} />
          )}
          {curves.loudness_times_s.length > 1 && (
            <LoudnessCurve
              curves={curves}
              durationS={production.duration_s ?? 0}
              loudnessLufs={production.loudness_lufs}
            />
          )}
        </div>
      </div>
      {defects.length > 0 && <Defects defects={defects} onSeek={onSeek} />}
    </section>
  )
}

const MARKS: Record<Verdict, { icon: typeof CircleCheck; words: string }> = {
  passed: { icon: CircleCheck, words: 'passed' },
  failed: { icon: CircleX, words: 'failed' },
  noted: { icon: CircleAlert, words: 'to know' },
  unknown: { icon: CircleHelp, words: 'not told' },
}

export function QaTable({ report }: { report: QaReport }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
    <section className={classes.scroll} tabIndex={0} aria-label="Table of checks">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col">Measured</th>
            <th scope="col">Wanted</th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {report.checks.map((check) => {
            const verdict = verdictOf(check)
            const { icon: Icon, words } = MARKS[verdict]
            return (
              <tr key={check.name} title={check.reason || undefined}>
                <th scope="row">{check.title}</th>
                <td>{check.measured || '–'}</td>
                <td>{check.target || '–'}</td>
                <td data-verdict={verdict}>
                  <span className={classes.verdict}>
                    <Icon size={15} aria-hidden="true" /> {words}
                  </span>
                  {verdict !== 'passed' && check.reason && (
                    <span className={classes.reason}>{check.reason}</span>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

const CHANNELS = ['left', 'right']
const MOST_DEFECTS = 40

function Defects({ defects, onSeek }: { defects: Defect[]; onSeek: (seconds: number) => void }) {
  return (
    <div>
      <h3 className={classes.subtitle}>Places to listen to</h3>
      <ul className={classes.defects}>
        {defects.slice(0, MOST_DEFECTS).map((defect) => (
          <li key={`${defect.kind}-${defect.start_s}-${defect.channel}`}>
            <button
              type="button"
              className={classes.defect}
              onClick={() => onSeek(Math.max(0, defect.start_s - 1))}
            >
              {defectInWords(defect)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** "Click at 0:32, left, −12.0 dBFS". */
export function defectInWords(defect: Defect): string {
  const parts = [`${formatName(defect.kind)} at ${formatClock(defect.start_s)}`]
  if (defect.channel !== null) parts.push(CHANNELS[defect.channel] ?? '')
  parts.push(formatFigure(defect.level_db, 1, 'dBFS'))
  return parts.filter(Boolean).join(', ')
}
