import { ActionIcon } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Pin } from 'lucide-react'
import { announceError } from '../../ui/announce'
import { formatAge, formatMoment, formatNumberOf } from '../../ui/format'
import list from '../../ui/PagedList.module.css'
import { TrackTile } from '../../ui/TrackTile'
import { useHidden } from '../../ui/undo'
import classes from './Clusters.module.css'
import { type ClusterRun, useChangeRun } from './clusterApi'
import { RemoveRun } from './RemoveRun'
import { formatScore, titleOfRun } from './runWords'

/** List the versions, the newest first. */
export function RunList({ runs }: { runs: readonly ClusterRun[] }) {
  const hidden = useHidden()
  const shown = runs.filter(({ id }) => !hidden(`clusters:${id}`))
  if (shown.length === 0) return null
  return (
    <ul className={list.list} aria-label="Versions">
      {shown.map((run) => (
        <RunRow key={run.id} run={run} runs={runs} />
      ))}
    </ul>
  )
}

function RunRow({ run, runs }: { run: ClusterRun; runs: readonly ClusterRun[] }) {
  const change = useChangeRun(run.id)
  const title = titleOfRun(run)
  const parent = runs.find(({ id }) => id === run.parent_id)
  return (
    <li className={list.row}>
      <TrackTile seed={run.id} size={40} />
      <div className={list.words}>
        <Link to="/clusters/$runId" params={{ runId: run.id }} className={list.name}>
          {title}
        </Link>
        <span className={list.facts}>
          {formatNumberOf(run.playlists.length, 'playlist')} of{' '}
          {formatNumberOf(run.track_count, 'track')} · score {formatScore(run.score)} ·{' '}
          <span title={formatMoment(run.created_at)}>{formatAge(run.created_at)}</span>
          {run.parent_id && ` · refreshed from ${parent ? titleOfRun(parent) : 'a deleted one'}`}
        </span>
      </div>
      <span className={classes.rowButtons}>
        <ActionIcon
          variant="subtle"
          color={run.pinned ? 'iris' : 'gray'}
          aria-label={`Pin ${title}`}
          aria-pressed={run.pinned}
          title={run.pinned ? 'Pinned: cannot be deleted' : 'Pin'}
          onClick={() =>
            change.mutate(
              { pinned: !run.pinned },
              { onError: (error) => announceError('The version cannot be pinned', error) },
            )
          }
        >
          <Pin size={16} fill={run.pinned ? 'currentColor' : 'none'} />
        </ActionIcon>
        <RemoveRun run={run} />
      </span>
    </li>
  )
}
