import { ActionIcon, Badge } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { AudioLines, Play } from 'lucide-react'
import type { Track } from '../../api/client'
import type { SimilarArtist } from '../../api/discover'
import { useTrackList } from '../../audio/useTrackList'
import { formatNumberOf, formatShare } from '../../ui/format'
import { Meter } from '../../ui/Meter'
import classes from './Discover.module.css'

interface ArtistCardProps {
  /** Whom the other one sounds like. */
  artist: string
  other: SimilarArtist
}

/** Show an artist who sounds like another one, and which of their sounds are alike. */
export function ArtistCard({ artist, other }: ArtistCardProps) {
  const { name, similarity, track_count, reasons, matches } = other
  return (
    <li className={classes.card}>
      <div className={classes.artistHead}>
        <div>
          <h3 className={classes.artistName}>{name}</h3>
          <span className={classes.dim}>{formatNumberOf(track_count, 'track')}</span>
        </div>
        <div className={classes.score}>
          {formatShare(similarity)}
          <Meter label={`Similarity of ${name}`} value={similarity} />
        </div>
      </div>
      {reasons.length > 0 && (
        <div className={classes.row}>
          {reasons.map((reason) => (
            <Badge key={reason.code + reason.text} size="sm" variant="default" tt="none" fw={500}>
              {reason.text}
            </Badge>
          ))}
        </div>
      )}
      <div className={classes.row}>
        <Link to="/discover/artists" search={{ artist: name }} className={classes.seedLink}>
          Like {name}
        </Link>
        <Link
          to="/discover/similar"
          search={{ seed: [`artist:${name}`] }}
          className={classes.seedLink}
        >
          Use as seed
        </Link>
      </div>
      {matches.length > 0 && (
        <details className={classes.left}>
          <summary>
            {matches.length === 1 ? 'The sound they share' : `${matches.length} sounds they share`}
          </summary>
          {matches.map((match) => (
            <div key={`${match.component} ${match.other_component}`} className={classes.match}>
              <Songs title={`${artist}, ${formatShare(match.weight)}`} tracks={match.tracks} />
              <Songs
                title={`${name}, ${formatShare(match.other_weight)}`}
                tracks={match.other_tracks}
              />
            </div>
          ))}
        </details>
      )}
    </li>
  )
}

function Songs({ title, tracks }: { title: string; tracks: readonly Track[] }) {
  const { playingId, onPlay } = useTrackList('songs that show a sound', tracks)
  return (
    <div>
      <h4>{title} of the songs</h4>
      {tracks.map((track, index) => (
        <div key={track.id} className={classes.song}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={`Play ${track.title}`}
            onClick={() => onPlay(index)}
          >
            {track.id === playingId ? <AudioLines size={15} /> : <Play size={15} />}
          </ActionIcon>
          <span title={track.title}>{track.title}</span>
        </div>
      ))}
    </div>
  )
}
