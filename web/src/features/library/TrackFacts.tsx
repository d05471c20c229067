import { ActionIcon } from '@mantine/core'
import { Pencil, Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Analysis, Corrections, Features } from '../../api/client'
import {
  formatFigure,
  formatKey,
  formatKeyInWords,
  formatName,
  formatShare,
  formatTempo,
} from '../../ui/format'
import { Meter } from '../../ui/Meter'
import {
  CORRECTION_NOUNS,
  type CorrectionName,
  correctionOf,
  valueInWords,
} from './correctionForms'
import { instrumentHint, keyChoices, keyHint, kindHint, tempoChoices, tempoHint } from './factWords'
import classes from './TrackFacts.module.css'

interface TrackFactsProps {
  features: Features
  /** It comes a moment later than the features, which lists have too. */
  analysis: Analysis | undefined
  onEdit: (name: CorrectionName) => void
  onCorrect: (change: Corrections) => void
  onWithdraw: (name: CorrectionName) => void
}

/** Show what was heard, how sure that is, and let people know better. */
export function TrackFacts(props: TrackFactsProps) {
  const { features, analysis, onCorrect } = props
  const sample = analysis !== undefined && analysis.kind !== 'song'
  return (
    <dl className={classes.facts}>
      <Correctable
        {...props}
        name="tempo_bpm"
        hint={tempoHint(features, analysis?.rhythm.tempo_source)}
        choices={
          <Choices
            what="tempo"
            choices={tempoChoices(features).map((tempo) => ({
              words: formatTempo(tempo),
              label: `${formatTempo(tempo)} BPM`,
              choose: () => onCorrect({ tempo_bpm: tempo }),
            }))}
          />
        }
      >
        {features.tempo_bpm === null ? 'None found' : `${Math.round(features.tempo_bpm)} BPM`}
      </Correctable>
      <Correctable
        {...props}
        name="key"
        hint={keyHint(features)}
        choices={
          <Choices
            what="key"
            choices={keyChoices(analysis).map(({ key, mode }) => ({
              words: formatKey(key, mode),
              label: formatKeyInWords(key, mode),
              choose: () => onCorrect({ key: `${key} ${mode}` }),
            }))}
          />
        }
      >
        {formatKeyInWords(features.key, features.mode)}
      </Correctable>
      <Correctable {...props} name="kind" hint={kindHint(analysis)}>
        {analysis ? formatName(analysis.kind) : '…'}
      </Correctable>
      {sample ? (
        <Correctable {...props} name="instrument" hint={instrumentHint(analysis)}>
          {analysis.instrument ? formatName(analysis.instrument) : 'Unsure'}
        </Correctable>
      ) : (
        <Fact name="Bar">{barWords(analysis)}</Fact>
      )}
      <Share name="Energy" value={features.energy} />
      <Share name="Brightness" value={features.brightness} />
      <Share name="Pulse clarity" value={features.pulse_clarity} />
      <Share name="Stereo width" value={analysis?.levels.stereo_width} />
    </dl>
  )
}

/** Give the figures that sound people ask for, small and close together. */
export function TrackFigures({
  features,
  analysis,
}: Pick<TrackFactsProps, 'features' | 'analysis'>) {
  const { levels, rhythm } = analysis ?? {}
  const figures: [string, string][] = [
    ['Loudness', formatFigure(features.loudness_lufs, 1, 'LUFS')],
    ['Range', formatFigure(features.loudness_range_lu, 1, 'LU')],
    ['True peak', formatFigure(features.true_peak_dbtp, 1, 'dBTP')],
    ['Crest', formatFigure(levels?.crest_db ?? null, 1, 'dB')],
    ['Peak to loudness', formatFigure(levels?.plr_lu ?? null, 1, 'LU')],
    ['ReplayGain', formatFigure(levels?.replaygain_db ?? null, 1, 'dB')],
    ['Onsets', formatFigure(rhythm?.onset_rate_hz ?? null, 1, 'a second')],
    ['Tuning', formatFigure(features.tuning_cents, 0, 'cents')],
    ['Phase', formatFigure(levels?.stereo_correlation ?? null, 2, '')],
  ]
  return (
    <dl className={classes.figures}>
      {figures.map(([name, figure]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{figure}</dd>
        </div>
      ))}
    </dl>
  )
}

function barWords(analysis: Analysis | undefined): string {
  if (!analysis) return '…'
  const { beats_per_bar: beats } = analysis.rhythm
  return beats === null ? 'Unknown' : `${beats} beats`
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Share({ name, value }: { name: string; value: number | undefined }) {
  return (
    <Fact name={name}>
      {value === undefined ? '…' : formatShare(value)}
      <Meter label={name} value={value ?? 0} />
    </Fact>
  )
}

interface CorrectableProps extends Omit<TrackFactsProps, 'features'> {
  name: CorrectionName
  hint?: string
  /** What it may be instead. */
  choices?: ReactNode
  children: ReactNode
}

/** A fact with a way to correct it, and what was heard once it is corrected. */
function Correctable(props: CorrectableProps) {
  const { name, hint, choices, analysis, onEdit, onWithdraw, children } = props
  const noun = CORRECTION_NOUNS[name]
  const correction = correctionOf(analysis, name)
  const heard = correction && valueInWords(name, correction.measured)
  return (
    <Fact name={formatName(noun)}>
      {children}
      {correction ? (
        <span className={classes.corrected}>
          <span className={classes.tag}>corrected</span>
          heard {heard}
          <ActionIcon
            variant="subtle"
            size={24}
            aria-label={`Take the ${noun} back: heard ${heard}`}
            title={`Show what was heard: ${heard}`}
            onClick={() => onWithdraw(name)}
          >
            <Undo2 size={14} />
          </ActionIcon>
        </span>
      ) : (
        hint && <span className={classes.hint}>{hint}</span>
      )}
      {choices}
      <ActionIcon
        className={classes.edit}
        variant="subtle"
        color="gray"
        size={26}
        aria-label={`Correct the ${noun}`}
        disabled={!analysis}
        onClick={() => onEdit(name)}
      >
        <Pencil size={14} />
      </ActionIcon>
    </Fact>
  )
}

interface Choice {
  words: string
  label: string
  choose: () => void
}

/** Offer what it may be instead; one click corrects. */
function Choices({ what, choices }: { what: string; choices: readonly Choice[] }) {
  if (choices.length === 0) return null
  return (
    <span className={classes.choices}>
      or
      {choices.map(({ words, label, choose }) => (
        <button
          key={label}
          type="button"
          className={classes.choice}
          aria-label={`Correct the ${what} to ${label}`}
          title={`It is ${label}`}
          onClick={choose}
        >
          {words}
        </button>
      ))}
    </span>
  )
}
