import { formatFigure, formatName } from '../../ui/format'
import view from './ProductionView.module.css'
import { sentenceOf } from './requestChips'
import type { ProductionDetail } from './studioApi'
import { formatKeyOf } from './studioWords'

/** Tell what the track was made from, why it is as it is, and how to make it again. */
export function HowItWasMade({ production }: { production: ProductionDetail }) {
  const { reference, decisions } = production
  return (
    <section className={view.card} aria-labelledby="made-title">
      <h2 id="made-title" className={view.title}>
        How it was made
      </h2>
      <dl className={view.facts}>
        <dt>Prompt</dt>
        <dd>{production.prompt}</dd>
        {reference && (
          <>
            <dt>Reference</dt>
            <dd>
              {[
                reference.name,
                reference.bpm ? `${Math.round(reference.bpm)} BPM` : null,
                reference.key ? formatKeyOf(reference.key, reference.mode) : null,
              ]
                .filter(Boolean)
                .join(' · ')}
            </dd>
          </>
        )}
        <dt>Seed</dt>
        <dd>{production.seed}</dd>
        <dt>Engine</dt>
        <dd>version {production.engine_version}</dd>
        <dt>Loudness</dt>
        <dd>{formatFigure(production.loudness_lufs, 1, 'LUFS')}</dd>
      </dl>
      <p className={view.quiet}>
        The same prompt, settings, seed and engine make the same track again, to the sample.
      </p>
      {decisions.length > 0 && (
        <details>
          <summary className={view.quiet}>{decisions.length} choices that were made</summary>
          <ul className={view.list} style={{ marginTop: 8 }}>
            {decisions.map((decision) => (
              <li
                key={`${decision.field}-${decision.chosen}-${decision.reason}`}
                className={view.decision}
              >
                <b>{formatName(decision.field)}</b> {sentenceOf(decision)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}
