import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '../../ui/ErrorState'
import { formatCount, formatShare } from '../../ui/format'
import { Meter } from '../../ui/Meter'
import classes from './Clusters.module.css'
import { type ClusterRun, type Comparison, comparisonQuery } from './clusterApi'
import { inOrder, titleOfRun } from './runWords'

/** Set two versions side by side: what became of each playlist of the earlier one. */
export function ComparisonTable({ run, other }: { run: ClusterRun; other: ClusterRun }) {
  const [earlier, later] = inOrder(run, other)
  const { data, error, refetch } = useQuery(comparisonQuery(earlier.id, later.id))
  if (error) {
    return (
      <ErrorState
        title="The versions cannot be compared"
        error={error}
        onRetry={() => void refetch()}
      />
    )
  }
  if (!data) return <Skeleton height={200} role="status" aria-label="Comparing the versions" />
  const fresh = later.playlists.filter(({ position }) => data.unmatched.includes(position))
  return (
    <>
      <p className={classes.words}>
        {formatShare(data.similarity)} in common on average; grouped alike to{' '}
        {formatShare(Math.max(0, data.agreement))} (0 is chance).
        {fresh.length > 0 && ` New: ${fresh.map(({ name }) => name).join(', ')}.`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it */}
      <section className={classes.scroll} tabIndex={0} aria-label="Table of changes">
        <table className={classes.table}>
          <caption className="visually-hidden">
            What became of the playlists of {titleOfRun(earlier)} in {titleOfRun(later)}
          </caption>
          <thead>
            <tr>
              <th scope="col">{titleOfRun(earlier)}</th>
              <th scope="col">{titleOfRun(later)}</th>
              <th scope="col">In common</th>
              <th scope="col">Gained</th>
              <th scope="col">Lost</th>
              <th scope="col">Of these moved</th>
            </tr>
          </thead>
          <tbody>
            {data.matches.map((match) => (
              <MatchRow key={match.position} match={match} />
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

function MatchRow({ match }: { match: Comparison['matches'][number] }) {
  return (
    <tr>
      <th scope="row">{match.name}</th>
      <td>{match.match_name ?? 'Gone'}</td>
      <td>
        <span className={classes.overlap}>
          {formatShare(match.overlap)}
          <Meter label={`In common with ${match.name}`} value={match.overlap} />
        </span>
      </td>
      <td>{formatCount(match.gained)}</td>
      <td>{formatCount(match.lost)}</td>
      <td>{formatCount(match.moved)}</td>
    </tr>
  )
}
