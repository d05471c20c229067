import { useMemo } from 'react'
import type { Analysis, Section } from '../../api/client'
import { chooseTicks, type Ticks, tickPath } from '../../ui/beats'
import { formatClock } from '../../ui/format'
import { placeOf, sectionHue } from '../../ui/sections'
import classes from './TrackSound.module.css'

const TICKS_PX = 10
const BEAT_PX = 5

interface SpanProps {
  sections: readonly Section[]
  durationS: number
}

/** Name the parts of a track above its sound; a click on one goes to where it begins. */
export function SectionStrip(props: SpanProps & { onSeek: (seconds: number) => void }) {
  const { sections, durationS, onSeek } = props
  return (
    // For the pointer alone: the same parts are buttons below, large enough for every finger.
    <div className={classes.strip} aria-hidden="true">
      {sections.map((section) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: see above
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above
        <div
          key={section.start_s}
          className={classes.band}
          style={{ ...placeOf(section, durationS), ...tint(section.label) }}
          title={`${section.label}, ${formatClock(section.start_s)} to ${formatClock(section.end_s)}`}
          onClick={() => onSeek(section.start_s)}
        >
          <span>{section.label}</span>
        </div>
      ))}
    </div>
  )
}

/** Tint the ground behind the sound by parts, and mark where the intro ends and the outro begins. */
export function SectionGround({ analysis, durationS }: { analysis: Analysis; durationS: number }) {
  const { intro_end_s: introEnd, outro_start_s: outroStart, sections } = analysis
  const marks = [introEnd, outroStart].filter((mark) => mark !== null)
  return (
    <div className={classes.ground} aria-hidden="true">
      {sections.map((section) => (
        <span
          key={section.start_s}
          className={classes.shade}
          style={{ ...placeOf(section, durationS), ...tint(section.label) }}
        />
      ))}
      {marks.map((mark) => (
        <span
          key={mark}
          className={classes.mark}
          style={{ left: placeOf({ start_s: mark, end_s: mark }, durationS).left }}
        />
      ))}
    </div>
  )
}

interface BeatTicksProps extends Ticks {
  durationS: number
  widthPx: number
}

/** Draw beats under the sound, the first of each bar taller, as far as there is room. */
export function BeatTicks({ beatsS, downbeatsS, durationS, widthPx }: BeatTicksProps) {
  const ticks = useMemo(
    () => chooseTicks({ beatsS, downbeatsS }, durationS, widthPx),
    [beatsS, downbeatsS, durationS, widthPx],
  )
  if (ticks.downbeatsS.length + ticks.beatsS.length === 0) return null
  return (
    <svg
      className={classes.ticks}
      viewBox={`0 0 ${durationS} ${TICKS_PX}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className={classes.beat} d={tickPath(ticks.beatsS, TICKS_PX, BEAT_PX)} />
      <path className={classes.downbeat} d={tickPath(ticks.downbeatsS, TICKS_PX, TICKS_PX)} />
    </svg>
  )
}

interface SectionButtonsProps {
  analysis: Analysis
  onSeek: (seconds: number) => void
}

/** List the parts of a track as buttons that go there. */
export function SectionButtons({ analysis, onSeek }: SectionButtonsProps) {
  const { sections, intro_end_s: introEnd, outro_start_s: outroStart } = analysis
  if (sections.length < 2) return null
  return (
    <ul className={classes.parts} aria-label="Sections">
      {sections.map((section) => (
        <li key={section.start_s}>
          <button
            type="button"
            className={classes.part}
            style={tint(section.label)}
            aria-label={`Go to section ${section.label} at ${formatClock(section.start_s)}`}
            title={sectionFacts(section)}
            onClick={() => onSeek(section.start_s)}
          >
            <b>{section.label}</b>
            {formatClock(section.start_s)}
          </button>
        </li>
      ))}
      {introEnd !== null && (
        <li className={classes.edge}>
          <EdgeButton
            words={`Intro to ${formatClock(introEnd)}`}
            onClick={() => onSeek(introEnd)}
          />
        </li>
      )}
      {outroStart !== null && (
        <li className={classes.edge}>
          <EdgeButton
            words={`Outro from ${formatClock(outroStart)}`}
            onClick={() => onSeek(outroStart)}
          />
        </li>
      )}
    </ul>
  )
}

function EdgeButton({ words, onClick }: { words: string; onClick: () => void }) {
  return (
    <button type="button" className={classes.part} onClick={onClick}>
      {words}
    </button>
  )
}

/** Say what sets a part apart: its energy beside the others, and how sure its beginning is. */
export function sectionFacts(section: Section): string {
  const facts = [
    `${formatClock(section.start_s)} to ${formatClock(section.end_s)}`,
    `energy ${Math.round(section.energy * 100)} %`,
  ]
  if (section.loudness_lufs !== null) facts.push(`${section.loudness_lufs.toFixed(1)} LUFS`)
  if (section.start_s > 0) facts.push(`beginning ${Math.round(section.confidence * 100)} % sure`)
  return facts.join(' · ')
}

function tint(label: string) {
  return { '--hue': sectionHue(label) } as Record<string, number>
}
