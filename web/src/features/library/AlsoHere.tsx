import { ActionIcon } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import type { Schemas, Track } from '../../api/client'
import { recordingsQuery } from '../../api/queries'
import { queueOf, usePlayer } from '../../audio/player'
import { formatBytes, formatClock } from '../../ui/format'
import classes from './TrackPanel.module.css'

/** Name other files of the library that hold the same recording; nothing when there are none. */
export function AlsoHere({ track }: { track: Track }) {
  const { data: recordings = [] } = useQuery(recordingsQuery(track.id))
  if (recordings.length === 0) return null
  return (
    <section className={classes.part} aria-label="The same recording">
      <div className={classes.partHead}>
        <h3 className={classes.partTitle}>Also here</h3>
        <Link to="/duplicates" className={classes.more}>
          All duplicates
        </Link>
      </div>
      <ul className={classes.similar}>
        {recordings.map((recording) => (
          <Recording key={recording.track.id} recording={recording} />
        ))}
      </ul>
    </section>
  )
}

function Recording({ recording }: { recording: Schemas['RecordingOut'] }) {
  const { track, verdict } = recording
  const facts = [
    verdict === 'same' ? 'the same recording' : 'perhaps the same recording',
    track.album ?? track.location,
    formatClock(track.duration_s),
    formatBytes(track.size_bytes),
  ]
  return (
    <li className={classes.recording}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={`Play ${track.title}`}
        onClick={() => void usePlayer.getState().play(queueOf(`“${track.title}”`, [track]), 0)}
      >
        <Play size={16} />
      </ActionIcon>
      <div className={classes.names}>
        <Link
          to="/"
          search={(before) => ({ ...before, track: track.id })}
          className={classes.matchTitle}
          title={track.location}
        >
          {track.title}
        </Link>
        <span className={classes.matchArtist}>{facts.join(' · ')}</span>
      </div>
    </li>
  )
}
