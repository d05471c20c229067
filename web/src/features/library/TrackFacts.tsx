import type { ReactNode } from 'react'
import type { Features } from '../../api/client'
import { CERTAIN_KEY, CLEAR_PULSE, formatFigure, formatKeyInWords } from '../../ui/format'
import { Meter } from '../../ui/Meter'
import classes from './TrackPanel.module.css'

/** Show what analysis measured, and how sure it is. */
export function TrackFacts({ features }: { features: Features }) {
  return (
    <dl className={classes.facts}>
      <Fact name="Tempo" hint={tempoHint(features)}>
        {features.tempo_bpm === null ? 'None found' : `${Math.round(features.tempo_bpm)} BPM`}
      </Fact>
      <Fact name="Key" hint={keyHint(features)}>
        {formatKeyInWords(features.key, features.mode)}
      </Fact>
      <Fact name="Loudness">{formatFigure(features.loudness_lufs, 1, 'LUFS')}</Fact>
      <Fact name="Loudness range">{formatFigure(features.loudness_range_lu, 1, 'LU')}</Fact>
      <Fact name="True peak">{formatFigure(features.true_peak_dbtp, 1, 'dBTP')}</Fact>
      <Fact name="Tuning">{formatFigure(features.tuning_cents, 0, 'cents')}</Fact>
      <Share name="Energy" value={features.energy} />
      <Share name="Brightness" value={features.brightness} />
    </dl>
  )
}

interface FactProps {
  name: string
  hint?: string
  children: ReactNode
}

function Fact({ name, hint, children }: FactProps) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>
        {children}
        {hint && <span className={classes.hint}>{hint}</span>}
      </dd>
    </div>
  )
}

function Share({ name, value }: { name: string; value: number }) {
  return (
    <Fact name={name}>
      {Math.round(value * 100)} %
      <Meter label={name} value={value} />
    </Fact>
  )
}

/** Say how clear the pulse is, and in which other tempi the track may be felt. */
export function tempoHint(features: Features): string | undefined {
  const { tempo_bpm, tempo_confidence, tempo_candidates } = features
  if (tempo_bpm === null) return undefined
  const others = tempo_candidates
    .map((candidate) => Math.round(candidate.tempo_bpm))
    .filter((bpm, place, all) => bpm !== Math.round(tempo_bpm) && all.indexOf(bpm) === place)
  const pulse = tempo_confidence < CLEAR_PULSE ? 'uncertain, faint pulse' : 'clear pulse'
  return others.length > 0 ? `${pulse} · or ${others.slice(0, 2).join(', ')}` : pulse
}

/** Say how sure the key is; below the threshold in plain words. */
export function keyHint(features: Features): string | undefined {
  if (features.key === null) return undefined
  const sure = `${Math.round(features.key_confidence * 100)} % sure`
  return features.key_confidence < CERTAIN_KEY ? `uncertain · ${sure}` : sure
}
