import { Tooltip } from '@mantine/core'
import { formatName } from '../../ui/format'
import classes from './SuggestionCard.module.css'
import type { Suggestion } from './samplesApi'
import { type BarRange, layoutBar, orderedNames, roundTogether, signed } from './scoreBar'

const DIGITS = 3

/** What a component is called, and its place among the colours. */
const NAMES: Readonly<Record<string, string>> = {
  similarity: 'Sounds alike',
  tempo: 'Tempo',
  key: 'Key',
  role: 'Instrument',
  mood: 'Mood',
  freshness: 'New',
}

export function componentName(name: string): string {
  return NAMES[name] ?? formatName(name)
}

interface ScoreBarProps {
  suggestion: Suggestion
  range: BarRange
}

/** Show a score and what it is the sum of; the figures when it is pointed at. */
export function ScoreBar({ suggestion, range }: ScoreBarProps) {
  const { score, score_components: components } = suggestion
  const parts = layoutBar(components, range)
  const zero = (-range.low / (range.high - range.low || 1)) * 100
  return (
    <Tooltip
      label={<Sum suggestion={suggestion} />}
      events={{ hover: true, focus: true, touch: true }}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its figures show on focus */}
      <div className={classes.score} role="img" tabIndex={0} aria-label={inWords(suggestion)}>
        <span className={classes.figure}>{scoreWords(score)}</span>
        <span className={classes.bar}>
          {parts.map(({ name, value, start, width }) => (
            <span
              key={name}
              className={classes.part}
              data-name={name}
              data-against={value < 0 || undefined}
              style={{ left: `${start * 100}%`, width: `${width * 100}%` }}
            />
          ))}
          {zero > 0 && <span className={classes.zero} style={{ left: `${zero}%` }} />}
        </span>
      </div>
    </Tooltip>
  )
}

/** -0.001 -> "0.00": nothing has no sign. */
function scoreWords(score: number): string {
  const figure = score.toFixed(2)
  return figure === '-0.00' ? '0.00' : figure.replace('-', '−')
}

function figuresOf({ score_components: components }: Suggestion): [string, number][] {
  const names = orderedNames(components)
  const figures = roundTogether(
    names.map((name) => components[name] ?? 0),
    DIGITS,
  )
  return names.map((name, place) => [name, figures[place] ?? 0])
}

function Sum({ suggestion }: { suggestion: Suggestion }) {
  return (
    <dl className={classes.sum}>
      {figuresOf(suggestion).map(([name, value]) => (
        <div key={name} data-none={value === 0 || undefined}>
          <dt>
            <span className={classes.dot} data-name={name} />
            {componentName(name)}
          </dt>
          <dd>{signed(value, DIGITS)}</dd>
        </div>
      ))}
      <div className={classes.total}>
        <dt>Score</dt>
        <dd>{signed(suggestion.score, DIGITS).replace('+', '')}</dd>
      </div>
    </dl>
  )
}

function inWords(suggestion: Suggestion): string {
  const parts = figuresOf(suggestion)
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `${componentName(name)} ${signed(value, DIGITS)}`)
  const score = signed(suggestion.score, DIGITS).replace('+', '')
  return `Score ${score}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`
}
