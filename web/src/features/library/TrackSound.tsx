import { ActionIcon } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Pause, Play, ZoomIn } from 'lucide-react'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { Analysis, Track } from '../../api/client'
import { similarQuery, waveformQuery } from '../../api/queries'
import { playback } from '../../audio/playback'
import { queueOf, usePlayer } from '../../audio/player'
import { zoomForBeats } from '../../ui/beats'
import { Waveform } from '../../ui/Waveform'
import { BeatTicks, SectionButtons, SectionGround, SectionStrip } from './SoundSections'
import classes from './TrackSound.module.css'

const NO_TIMES: readonly number[] = []
const FOLLOW_MS = 250

interface TrackSoundProps {
  track: Track
  analysis: Analysis | undefined
}

/** Draw a track's sound with its parts and beats; a click plays from there. */
export function TrackSound({ track, analysis }: TrackSoundProps) {
  const current = usePlayer((player) => player.track?.id === track.id)
  const playing = usePlayer((player) => player.playing) && current
  const heard = track.features !== null
  const { data: peaks } = useQuery({ ...waveformQuery(track.id), enabled: heard })
  const position = useCallback(() => (current ? playback.position : 0), [current])
  const { start, seek } = useTrackPlayback(track)
  const [close, setClose] = useState(false)
  const stage = useRef<HTMLDivElement>(null)
  const { ref: measure, width } = useElementSize()

  const durationS = track.duration_s ?? peaks?.duration_s ?? 0
  const beatsS = analysis?.rhythm.beats_s ?? NO_TIMES
  const zoom = zoomForBeats(beatsS, durationS, width)
  const shownZoom = close ? zoom : 1
  useFollowing(stage, { on: close && current, moving: playing, durationS })
  const Icon = playing ? Pause : Play
  return (
    <section className={classes.sound} aria-label="Sound">
      <div className={classes.wave} ref={measure}>
        <ActionIcon
          variant="filled"
          radius="xl"
          size={38}
          aria-label={playing ? 'Pause this track' : 'Play this track'}
          onClick={() => (current ? usePlayer.getState().toggle() : void start())}
        >
          <Icon size={17} fill="currentColor" strokeWidth={playing ? 0 : 2} />
        </ActionIcon>
        <div className={classes.stage} ref={stage}>
          <div style={{ width: `${shownZoom * 100}%` }}>
            {analysis && (
              <SectionStrip
                sections={analysis.sections}
                durationS={durationS}
                onSeek={(seconds) => void seek(seconds)}
              />
            )}
            <Waveform
              label={`Sound of ${track.title}`}
              peaks={peaks}
              durationS={durationS}
              position={position}
              moving={playing}
              onSeek={(seconds) => void seek(seconds)}
              height={56}
            >
              {analysis && <SectionGround analysis={analysis} durationS={durationS} />}
            </Waveform>
            <BeatTicks
              beatsS={beatsS}
              downbeatsS={analysis?.rhythm.downbeats_s ?? NO_TIMES}
              durationS={durationS}
              widthPx={(width - 50) * shownZoom}
            />
          </div>
        </div>
      </div>
      {analysis && (
        <div className={classes.foot}>
          <SectionButtons analysis={analysis} onSeek={(seconds) => void seek(seconds)} />
          {zoom > 1.2 && (
            <button
              type="button"
              className={classes.toggle}
              aria-pressed={close}
              onClick={() => setClose(!close)}
            >
              <ZoomIn size={14} aria-hidden="true" />
              Beats
            </button>
          )}
        </div>
      )}
    </section>
  )
}

/** Start a track, or go to a place in it; from here it goes on with what sounds like it. */
function useTrackPlayback(track: Track) {
  const client = useQueryClient()
  const start = () => {
    const similar = client.getQueryData(similarQuery(track.id).queryKey)?.items ?? []
    const tracks = [track, ...similar.map((item) => item.track)]
    return usePlayer.getState().play(queueOf(`tracks like “${track.title}”`, tracks), 0)
  }
  const seek = async (seconds: number) => {
    if (usePlayer.getState().track?.id !== track.id) await start()
    playback.seek(seconds)
  }
  return { start, seek }
}

interface Following {
  on: boolean
  moving: boolean
  durationS: number
}

/** Keep what sounds in sight while the picture is wider than its frame. */
function useFollowing(stage: RefObject<HTMLDivElement | null>, following: Following) {
  const { on, moving, durationS } = following
  useEffect(() => {
    if (!on || durationS <= 0) return
    const follow = () => {
      const frame = stage.current
      if (!frame) return
      const x = (playback.position / durationS) * frame.scrollWidth
      const seen = x >= frame.scrollLeft && x <= frame.scrollLeft + frame.clientWidth * 0.9
      if (!seen) frame.scrollLeft = x - frame.clientWidth * 0.1
    }
    follow()
    if (!moving) return
    const timer = setInterval(follow, FOLLOW_MS)
    return () => clearInterval(timer)
  }, [stage, on, moving, durationS])
}
