import { Anchor, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { ListPlus } from 'lucide-react'
import { announceError } from '../../ui/announce'
import { formatNumberOf, formatShare, formatTempo } from '../../ui/format'
import { Meter } from '../../ui/Meter'
import classes from './Clusters.module.css'
import { type ClusterPlaylist, useSaveClusters } from './clusterApi'
import { strongest } from './runWords'

interface ClusterCardProps {
  runId: string
  playlist: ClusterPlaylist
  opened: boolean
  onToggle: () => void
}

/** Show one playlist of a version: how large, how fast, and what is strongest in it. */
export function ClusterCard({ runId, playlist, opened, onToggle }: ClusterCardProps) {
  const { name, track_count, tempo_bpm, saved_as, position } = playlist
  const save = useSaveClusters(runId)
  return (
    <li className={classes.card} data-opened={opened || undefined}>
      <h2 className={classes.cardTitle}>{name}</h2>
      <span className={classes.cardFacts}>
        {formatNumberOf(track_count, 'track')}
        {tempo_bpm !== null && ` · ${formatTempo(tempo_bpm)} BPM`}
      </span>
      <ul className={classes.profile} aria-label="Strongest moods and genres">
        {strongest(playlist).map(([label, value]) => (
          <li key={label}>
            <span>{label}</span>
            <Meter label={`${label}, ${formatShare(value)}`} value={value} />
          </li>
        ))}
      </ul>
      <div className={classes.cardButtons}>
        <Button
          size="xs"
          variant={opened ? 'light' : 'default'}
          aria-expanded={opened}
          aria-label={`Tracks of ${name}`}
          onClick={onToggle}
        >
          Tracks
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<ListPlus size={14} />}
          loading={save.isPending}
          aria-label={saved_as ? `Put ${name} back as it is here` : `Save ${name}`}
          title={saved_as ? 'Put the saved playlist back to what this version holds' : undefined}
          onClick={() =>
            save.mutate([position], {
              onError: (error) => announceError(`“${name}” cannot be saved`, error),
            })
          }
        >
          {saved_as ? 'Put back' : 'Save'}
        </Button>
        {saved_as && (
          <Anchor
            component={Link}
            to={`/playlists/${saved_as}`}
            size="sm"
            aria-label={`Saved playlist ${name}`}
          >
            Saved
          </Anchor>
        )}
      </div>
    </li>
  )
}
