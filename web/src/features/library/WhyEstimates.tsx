import type { Analysis, Features } from '../../api/client'
import { formatKeyInWords, formatShare, formatTempo } from '../../ui/format'
import { Meter } from '../../ui/Meter'
import classes from './WhyEstimates.module.css'
import { keyGrounds, tempoGrounds } from './whyWords'

interface WhyEstimatesProps {
  features: Features
  analysis: Analysis
}

/** Say what tempo and key were told from, and what else they may be. */
export function WhyEstimates({ features, analysis }: WhyEstimatesProps) {
  const keys = analysis.key_candidates
  const tempi = features.tempo_candidates
  return (
    <details className={classes.fold}>
      <summary>Why this tempo and key</summary>
      <div className={classes.parts}>
        <section aria-label="Why this tempo">
          <h4 className={classes.title}>Tempo</h4>
          <p className={classes.words}>{tempoGrounds(features, analysis)}</p>
          <Bars
            rows={tempi.map(({ tempo_bpm, strength }) => ({
              words: `${formatTempo(tempo_bpm)} BPM`,
              share: strength,
            }))}
          />
        </section>
        <section aria-label="Why this key">
          <h4 className={classes.title}>Key</h4>
          <p className={classes.words}>{keyGrounds(features, analysis)}</p>
          <Bars
            rows={keys.map(({ key, mode, probability }) => ({
              words: formatKeyInWords(key, mode),
              share: probability,
            }))}
          />
        </section>
      </div>
    </details>
  )
}

function Bars({ rows }: { rows: readonly { words: string; share: number }[] }) {
  return (
    <ul className={classes.bars}>
      {rows.map(({ words, share }) => (
        <li key={words} className={classes.bar}>
          <span>{words}</span>
          <Meter label={words} value={share} />
          <span className={classes.share}>{formatShare(share)}</span>
        </li>
      ))}
    </ul>
  )
}
