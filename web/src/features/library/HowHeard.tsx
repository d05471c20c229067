import { CircleAlert, CircleCheck } from 'lucide-react'
import type { Analysis, Schemas } from '../../api/client'
import { formatClock, formatFigure, formatMoment, formatName } from '../../ui/format'
import classes from './HowHeard.module.css'

const STEP_NAMES: Record<string, string> = {
  features: 'Features: tempo, key, levels, sections',
  fingerprint: 'Fingerprint of the recording',
  dsp: 'Sound for comparison',
  moods: 'Moods',
  musicnn: 'MusiCNN',
  clap: 'CLAP',
}
const LONGEST_VERSION = 12

/** Tell how a track was heard, step by step, and what its file is; folded until asked for. */
export function HowHeard({ analysis }: { analysis: Analysis }) {
  const failed = analysis.steps.filter((step) => step.error_message !== null)
  return (
    <details className={classes.fold} open={failed.length > 0}>
      <summary>
        How it was heard
        {failed.length > 0 && <span className={classes.bad}>{failed.length} failed</span>}
      </summary>
      <ul className={classes.steps}>
        {analysis.steps.map((step) => (
          <Step key={step.step} step={step} />
        ))}
      </ul>
      <dl className={classes.file}>
        {fileFacts(analysis).map(([name, fact]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

function Step({ step }: { step: Schemas['StepOut'] }) {
  const failed = step.error_message !== null
  const Icon = failed ? CircleAlert : CircleCheck
  return (
    <li className={classes.step} data-failed={failed || undefined}>
      <Icon size={15} aria-label={failed ? 'Failed' : 'Done'} />
      <span>
        {STEP_NAMES[step.step] ?? formatName(step.step)}
        {failed && <span className={classes.fault}>{step.error_message}</span>}
      </span>
      <span className={classes.when} title={`Version ${step.version}`}>
        {formatMoment(step.at)}, version {shortVersion(step.version)}
      </span>
    </li>
  )
}

function shortVersion(version: string): string {
  return version.length > LONGEST_VERSION ? `${version.slice(0, LONGEST_VERSION - 1)}…` : version
}

/** Return what is worth knowing of a file; what its tags do not say is left out. */
export function fileFacts({ file, levels, fingerprint }: Analysis): [string, string][] {
  const channels = { 1: 'mono', 2: 'stereo' }[file.channels] ?? `${file.channels} channels`
  const facts: [string, string | null][] = [
    ['File', `${file.codec ?? 'unknown codec'}, ${file.sample_rate_hz / 1000} kHz, ${channels}`],
    [
      'Length it declares',
      file.declared_duration_s === null ? null : formatClock(file.declared_duration_s),
    ],
    ['Silence', silence(levels)],
    ['Damage', file.decode_error_count > 0 ? `${file.decode_error_count} packets skipped` : null],
    ['Tempo in its tags', file.tagged_bpm === null ? null : `${file.tagged_bpm} BPM`],
    ['Key in its tags', file.tagged_key],
    [
      'ReplayGain in its tags',
      file.tagged_replaygain_db === null ? null : formatFigure(file.tagged_replaygain_db, 1, 'dB'),
    ],
    ['Audio hash', file.content_hash],
    ['Fingerprint', fingerprint && `${fingerprint.slice(0, 28)}…`],
  ]
  return facts.filter((fact): fact is [string, string] => fact[1] !== null)
}

function silence({ lead_in_s, lead_out_s }: Schemas['LevelsOut']): string | null {
  if (lead_in_s < 0.05 && lead_out_s < 0.05) return null
  return `${lead_in_s.toFixed(1)} s before, ${lead_out_s.toFixed(1)} s after`
}
