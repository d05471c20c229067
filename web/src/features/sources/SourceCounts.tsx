import { Link } from '@tanstack/react-router'
import type { Source } from '../../api/client'
import { formatAge, formatCount, formatMoment, formatNumberOf } from '../../ui/format'
import classes from './Sources.module.css'

type State = 'found' | 'failed' | 'missing'

const STATES: readonly { state: State; words: string; tone?: 'bad' | 'warn' }[] = [
  { state: 'found', words: 'not heard yet' },
  { state: 'failed', words: 'failed', tone: 'bad' },
  { state: 'missing', words: 'missing', tone: 'warn' },
]

/** Say how many tracks a source has, in which state; each figure leads to them. */
export function SourceCounts({ source }: { source: Source }) {
  const { counts } = source
  return (
    <span className={classes.counts}>
      <Link to="/" search={{ source: source.id }}>
        {formatNumberOf(counts.total, 'track')}
      </Link>
      {counts.analysed > 0 && counts.analysed < counts.total && (
        <span>{formatCount(counts.analysed)} heard</span>
      )}
      {STATES.filter(({ state }) => counts[state] > 0).map(({ state, words, tone }) => (
        <Link key={state} to="/" search={{ source: source.id, state }} data-tone={tone}>
          {formatCount(counts[state])} {words}
        </Link>
      ))}
      {source.last_scan_at ? (
        <span title={formatMoment(source.last_scan_at)}>
          scanned {formatAge(source.last_scan_at)}
        </span>
      ) : (
        <span>never scanned</span>
      )}
    </span>
  )
}
