import { Slider } from '@mantine/core'
import { memo } from 'react'
import { LOUDEST_DB, SILENT_DB, type StemSetting } from '../../audio/stemEngine'
import { formatName } from '../../ui/format'
import type { PeakPairs } from './peaks'
import classes from './StemPlayer.module.css'
import { StemWave } from './StemWave'
import type { Stem } from './studioApi'
import { formatGain } from './studioWords'

interface StemRowProps {
  stem: Stem
  setting: StemSetting | undefined
  /** Nothing of it is heard: it is muted, or another is played alone. */
  silent: boolean
  peaks: PeakPairs | undefined
  scale: number
  durationS: number
  onSet: (role: string, part: Partial<StemSetting>) => void
  onSeek: (seconds: number) => void
}

/** One stem: its name, mute, solo, level, and its sound. */
export const StemRow = memo(function StemRow(props: StemRowProps) {
  const { stem, setting, silent, peaks, scale, durationS, onSet, onSeek } = props
  const name = formatName(stem.role)
  const { gainDb = 0, muted = false, solo = false } = setting ?? {}
  return (
    <li className={classes.row} data-silent={silent || undefined}>
      <div className={classes.strip}>
        <span className={classes.name}>
          {name}
          {stem.patch && (
            <span className={classes.patch} title={formatName(stem.patch)}>
              {formatName(stem.patch)}
            </span>
          )}
        </span>
        <button
          type="button"
          className={classes.switch}
          aria-pressed={muted}
          aria-label={`Mute ${name}`}
          title="Mute"
          onClick={() => onSet(stem.role, { muted: !muted })}
        >
          M
        </button>
        <button
          type="button"
          className={classes.switch}
          data-kind="solo"
          aria-pressed={solo}
          aria-label={`Solo ${name}`}
          title="Solo"
          onClick={() => onSet(stem.role, { solo: !solo })}
        >
          S
        </button>
        <Slider
          size="sm"
          min={SILENT_DB}
          max={LOUDEST_DB}
          step={0.5}
          label={formatGain}
          thumbLabel={`Level of ${name}`}
          value={gainDb}
          onChange={(value) => onSet(stem.role, { gainDb: value })}
        />
      </div>
      <StemWave peaks={peaks} scale={scale} durationS={durationS} onSeek={onSeek} />
    </li>
  )
})
