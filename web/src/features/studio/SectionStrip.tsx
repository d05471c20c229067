import type { CSSProperties } from 'react'
import { formatClock, formatName } from '../../ui/format'
import { placeOf, sectionHue } from '../../ui/sections'
import classes from './StemPlayer.module.css'
import type { Section } from './studioApi'

interface SectionsProps {
  sections: readonly Section[]
  durationS: number
}

/** List the parts of the form as buttons that go there. */
export function SectionButtons(props: SectionsProps & { onSeek: (seconds: number) => void }) {
  const { sections, onSeek } = props
  if (sections.length === 0) return null
  return (
    <ul className={classes.sections} aria-label="Form">
      {sections.map((section) => (
        <li key={section.start_s}>
          <button
            type="button"
            className={classes.section}
            style={tint(section, sections)}
            aria-label={`Go to ${formatName(section.name)} at ${formatClock(section.start_s)}`}
            onClick={() => onSeek(section.start_s)}
          >
            {formatName(section.name)} <span>{formatClock(section.start_s)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** Tint the ground behind the sound by parts, the more the fuller they are. */
export function SectionGround({ sections, durationS }: SectionsProps) {
  return (
    <div className={classes.ground} aria-hidden="true">
      {sections.map((section) => (
        <span
          key={section.start_s}
          className={classes.shade}
          style={{ ...placeOf(section, durationS), ...tint(section, sections) }}
        />
      ))}
    </div>
  )
}

/** Parts with one name have one hue. */
function tint(section: Section, sections: readonly Section[]): CSSProperties {
  const names = [...new Set(sections.map(({ name }) => name))]
  const letter = String.fromCharCode(65 + names.indexOf(section.name)) // "A" for the first
  return { '--hue': sectionHue(letter), '--energy': section.energy } as CSSProperties
}
