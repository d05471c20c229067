import { ActionIcon } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Pause, Play } from 'lucide-react'
import { useCallback } from 'react'
import type { Track } from '../../api/client'
import { similarQuery, waveformQuery } from '../../api/queries'
import { playback } from '../../audio/playback'
import { queueOf, usePlayer } from '../../audio/player'
import { Waveform } from '../../ui/Waveform'
import classes from './TrackPanel.module.css'

/** Draw a track's sound; a click plays from there. */
export function TrackSound({ track }: { track: Track }) {
  const client = useQueryClient()
  const current = usePlayer((player) => player.track?.id === track.id)
  const playing = usePlayer((player) => player.playing) && current
  const heard = track.features !== null
  const { data: peaks } = useQuery({ ...waveformQuery(track.id), enabled: heard })
  const position = useCallback(() => (current ? playback.position : 0), [current])

  // From here it goes on with what sounds like it.
  const start = () => {
    const similar = client.getQueryData(similarQuery(track.id).queryKey)?.items ?? []
    const tracks = [track, ...similar.map((item) => item.track)]
    return usePlayer.getState().play(queueOf(`tracks like “${track.title}”`, tracks), 0)
  }
  const seek = async (seconds: number) => {
    if (usePlayer.getState().track?.id !== track.id) await start()
    playback.seek(seconds)
  }
  const Icon = playing ? Pause : Play
  return (
    <div className={classes.wave}>
      <ActionIcon
        variant="filled"
        radius="xl"
        size={38}
        aria-label={playing ? 'Pause this track' : 'Play this track'}
        onClick={() => (current ? usePlayer.getState().toggle() : void start())}
      >
        <Icon size={17} fill="currentColor" strokeWidth={playing ? 0 : 2} />
      </ActionIcon>
      <Waveform
        label={`Sound of ${track.title}`}
        peaks={peaks}
        durationS={track.duration_s ?? peaks?.duration_s ?? 0}
        position={position}
        moving={playing}
        onSeek={(seconds) => void seek(seconds)}
        height={52}
      />
    </div>
  )
}
