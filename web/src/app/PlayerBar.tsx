import { ActionIcon, Slider } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  ListMusic,
  Music,
  Pause,
  Play,
  SkipBack,
  SkipForward,
  Volume2,
  VolumeX,
} from 'lucide-react'
import { useCallback, useEffect, useRef } from 'react'
import { waveformQuery } from '../api/queries'
import { playback } from '../audio/playback'
import { type QueueTrack, usePlayer } from '../audio/player'
import { formatClock } from '../ui/format'
import { TrackTile } from '../ui/TrackTile'
import { Waveform } from '../ui/Waveform'
import classes from './PlayerBar.module.css'

const readPosition = () => playback.position
const seek = (seconds: number) => playback.seek(seconds)

interface PlayerBarProps {
  queueOpened: boolean
  onQueue: () => void
}

/** Keep what plays in reach on every page. */
export function PlayerBar({ queueOpened, onQueue }: PlayerBarProps) {
  const track = usePlayer((player) => player.track)
  return (
    <section className={classes.bar} aria-label="Player">
      <NowPlaying track={track} />
      <Transport />
      <Timeline track={track} />
      <Volume />
      <ActionIcon
        className={classes.queue}
        variant={queueOpened ? 'light' : 'subtle'}
        color={queueOpened ? 'iris' : 'gray'}
        size={36}
        aria-label="Queue"
        aria-expanded={queueOpened}
        onClick={onQueue}
      >
        <ListMusic size={19} />
      </ActionIcon>
    </section>
  )
}

function NowPlaying({ track }: { track: QueueTrack | null }) {
  const label = usePlayer((player) => player.queue?.label)
  if (!track) {
    return (
      <div className={classes.track}>
        <ActionIcon component="span" variant="light" color="gray" size={46} aria-hidden="true">
          <Music size={20} />
        </ActionIcon>
        <div className={classes.words}>
          <span className={classes.title}>Nothing plays</span>
          <span className={classes.artist}>Choose a track</span>
        </div>
      </div>
    )
  }
  return (
    <div className={classes.track}>
      <TrackTile seed={track.artist || track.title} size={46} />
      <div className={classes.words}>
        <Link
          to="/"
          search={{ track: track.id }}
          className={classes.title}
          title={label ? `${track.title}, from ${label}` : track.title}
        >
          {track.title}
        </Link>
        <span className={classes.artist}>{track.artist || 'Unknown artist'}</span>
      </div>
    </div>
  )
}

function Transport() {
  const { playing, track, queue, index, repeat, toggle, step } = usePlayer()
  const Icon = playing ? Pause : Play
  return (
    <div className={classes.transport}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        className={classes.previous}
        aria-label="Previous track"
        disabled={!track}
        onClick={() => void playback.back()}
      >
        <SkipBack size={18} />
      </ActionIcon>
      <ActionIcon
        variant="filled"
        radius="xl"
        size={42}
        aria-label={playing ? 'Pause' : 'Play'}
        disabled={!track}
        onClick={toggle}
      >
        <Icon size={19} fill="currentColor" strokeWidth={playing ? 0 : 2} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label="Next track"
        disabled={!queue || (index + 1 >= queue.length && repeat !== 'all')}
        onClick={() => void step(1)}
      >
        <SkipForward size={18} />
      </ActionIcon>
    </div>
  )
}

function Timeline({ track }: { track: QueueTrack | null }) {
  const playing = usePlayer((player) => player.playing)
  const narrow = useMediaQuery('(max-width: 48em)')
  const { data: peaks } = useQuery({ ...waveformQuery(track?.id ?? ''), enabled: track !== null })
  const durationS = track?.duration_s ?? peaks?.duration_s ?? 0
  return (
    <div className={classes.wave} data-idle={!track || undefined}>
      <Clock running={playing} trackId={track?.id} />
      <Waveform
        label="Position in the track"
        peaks={track ? peaks : undefined}
        durationS={durationS}
        position={readPosition}
        moving={playing}
        onSeek={seek}
        height={narrow ? 26 : 44}
        disabled={!track}
      />
      <span className={classes.clock}>{formatClock(track ? durationS : null)}</span>
    </div>
  )
}

/** Show the position without rendering anything else. */
function Clock({ running, trackId }: { running: boolean; trackId: string | undefined }) {
  const text = useRef<HTMLSpanElement>(null)
  const show = useCallback(() => {
    if (text.current) text.current.textContent = trackId ? formatClock(playback.position) : '–'
  }, [trackId])
  useEffect(() => {
    show()
    const timer = setInterval(show, running ? 250 : 1_000)
    return () => clearInterval(timer)
  }, [show, running])
  return <span ref={text} className={classes.clock} />
}

function Volume() {
  const { volume, muted, setVolume, toggleMute } = usePlayer()
  const silent = muted || volume === 0
  return (
    <div className={classes.volume}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={34}
        aria-label={muted ? 'Sound on' : 'Sound off'}
        onClick={toggleMute}
      >
        {silent ? <VolumeX size={18} /> : <Volume2 size={18} />}
      </ActionIcon>
      <Slider
        className={classes.slider}
        size="sm"
        label={null}
        thumbLabel="Volume"
        value={muted ? 0 : Math.round(volume * 100)}
        onChange={(percent) => setVolume(percent / 100)}
      />
    </div>
  )
}
