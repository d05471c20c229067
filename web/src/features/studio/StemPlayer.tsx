import { ActionIcon, Slider } from '@mantine/core'
import { Pause, Play } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import {
  isHeard,
  LOUDEST_DB,
  SILENT_DB,
  type StemEngine,
  type StemSetting,
} from '../../audio/stemEngine'
import { formatClock } from '../../ui/format'
import { Waveform } from '../../ui/Waveform'
import { CompareSwitch } from './CompareSwitch'
import { DefectMarks } from './DefectMarks'
import { Playhead } from './Playhead'
import { commonScale, type FilePeaks, toBytes } from './peaks'
import type { Defect } from './qaReport'
import { SectionButtons, SectionGround } from './SectionStrip'
import classes from './StemPlayer.module.css'
import { StemRow } from './StemRow'
import type { ProductionDetail, Stem } from './studioApi'
import { formatGain } from './studioWords'
import { useEngineView } from './useStemEngine'

interface StemPlayerProps {
  production: ProductionDetail
  engine: StemEngine
  peaks: FilePeaks | undefined
  defects: readonly Defect[]
}

/** Play a production stem by stem, all in step. */
export function StemPlayer({ production, engine, peaks, defects }: StemPlayerProps) {
  const view = useEngineView(engine)
  const { sections, stem_files: stems } = production
  const durationS = production.duration_s ?? 0
  // Another function with every change of the view, so that a seek while it rests is drawn.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const position = useCallback(() => engine.position(), [engine, view])
  const mixPeaks = useMemo(() => toBytes(peaks?.['mix.wav']), [peaks])
  const scale = useMemo(() => commonScale(peaks, stems.map(fileOf)), [peaks, stems])
  const someSolo = Object.values(view.stems).some(({ solo }) => solo)
  const isSilent = (setting?: StemSetting) => setting !== undefined && !isHeard(setting, someSolo)
  return (
    <section className={classes.player} aria-label="Stems">
      <Transport engine={engine} production={production} />
      <div className={classes.sound}>
        <SectionButtons sections={sections} durationS={durationS} onSeek={engine.seek} />
        <Waveform
          label="Position in the production"
          peaks={mixPeaks}
          durationS={durationS}
          position={position}
          moving={view.state === 'playing'}
          onSeek={engine.seek}
          height={84}
        >
          <SectionGround sections={sections} durationS={durationS} />
          <DefectMarks defects={defects} durationS={durationS} />
        </Waveform>
      </div>
      {view.failure && (
        <p className={classes.fault} role="alert">
          {view.failure}
        </p>
      )}
      <div className={classes.stems}>
        <ul className={classes.rows} aria-label="Mixer">
          {stems.map((stem) => (
            <StemRow
              key={stem.role}
              stem={stem}
              setting={view.stems[stem.role]}
              silent={isSilent(view.stems[stem.role])}
              peaks={peaks?.[fileOf(stem)]}
              scale={scale}
              durationS={durationS}
              onSet={engine.set}
              onSeek={engine.seek}
            />
          ))}
        </ul>
        <div className={classes.head} aria-hidden="true">
          <Playhead engine={engine} durationS={durationS} />
        </div>
      </div>
    </section>
  )
}

function fileOf(stem: Stem): string {
  return `stems/${stem.role}.wav`
}

function Transport({ engine, production }: { engine: StemEngine; production: ProductionDetail }) {
  const view = useEngineView(engine)
  const playing = view.state === 'playing' || view.state === 'loading'
  const Icon = playing ? Pause : Play
  return (
    <div className={classes.transport}>
      <ActionIcon
        variant="filled"
        radius="xl"
        size={46}
        aria-label={playing ? 'Pause the stems' : 'Play the stems'}
        loading={view.state === 'loading'}
        onClick={engine.toggle}
      >
        <Icon size={21} fill="currentColor" strokeWidth={playing ? 0 : 2} />
      </ActionIcon>
      <Clock engine={engine} durationS={production.duration_s ?? 0} />
      {production.reference?.url && (
        <CompareSwitch engine={engine} reference={production.reference} />
      )}
      <div className={classes.master}>
        <span aria-hidden="true">All</span>
        <Slider
          className={classes.fader}
          size="sm"
          min={SILENT_DB}
          max={LOUDEST_DB}
          step={0.5}
          label={formatGain}
          thumbLabel="Level of all stems"
          value={view.masterDb}
          onChange={engine.setMaster}
        />
      </div>
    </div>
  )
}

const CLOCK_MS = 100

/** Show the position without rendering anything else. */
function Clock({ engine, durationS }: { engine: StemEngine; durationS: number }) {
  const text = useRef<HTMLSpanElement>(null)
  const show = useCallback(() => {
    if (text.current) text.current.textContent = formatClock(engine.position())
  }, [engine])
  useEffect(() => {
    show()
    const timer = setInterval(show, CLOCK_MS)
    return () => clearInterval(timer)
  }, [show])
  return (
    <span className={classes.clock}>
      <span ref={text} data-stem-clock>
        0:00
      </span>{' '}
      / {formatClock(durationS)}
    </span>
  )
}
