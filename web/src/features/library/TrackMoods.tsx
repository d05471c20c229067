import { ActionIcon, Badge } from '@mantine/core'
import { Pencil } from 'lucide-react'
import type { Analysis, Mood } from '../../api/client'
import { formatShare } from '../../ui/format'
import { Meter } from '../../ui/Meter'
import { shownMoods, shownTags, sourcesInWords } from './moodWords'
import classes from './TrackMoods.module.css'
import panel from './TrackPanel.module.css'

interface TrackMoodsProps {
  analysis: Analysis
  onEdit: () => void
}

/** Show how a track feels and what it is, who says so, and how far that can be trusted. */
export function TrackMoods({ analysis, onEdit }: TrackMoodsProps) {
  const moods = shownMoods(analysis.moods)
  const tags = shownTags(analysis.tags)
  return (
    <section className={panel.part} aria-label="Moods">
      <div className={panel.partHead}>
        <h3 className={panel.partTitle}>Moods</h3>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={26}
          aria-label="Correct the moods"
          onClick={onEdit}
        >
          <Pencil size={14} />
        </ActionIcon>
      </div>
      {moods.length > 0 ? (
        <ul className={classes.moods}>
          {moods.map((mood) => (
            <MoodBar key={mood.label} mood={mood} />
          ))}
        </ul>
      ) : (
        <p className={panel.words}>No mood is known of it.</p>
      )}
      {tags.length > 0 && (
        <ul className={classes.tags} aria-label="Tags">
          {tags.map((tag) => (
            <li key={tag.label}>
              <Badge variant="default" tt="none" fw={500} title={tagFacts(tag)}>
                {tag.label} {formatShare(tag.probability)}
              </Badge>
            </li>
          ))}
        </ul>
      )}
      <p className={classes.source}>{sourcesInWords([...moods, ...tags])}</p>
    </section>
  )
}

function MoodBar({ mood }: { mood: Mood }) {
  const corrected = mood.source === 'corrected'
  return (
    <li className={classes.mood}>
      <span className={classes.label}>{mood.label}</span>
      <span className={classes.bar} data-faint={mood.confidence < 0.3 || undefined}>
        <Meter label={mood.label} value={mood.probability} />
      </span>
      <span className={classes.figure}>
        {corrected ? 'corrected' : formatShare(mood.probability)}
      </span>
    </li>
  )
}

function tagFacts(tag: Mood): string {
  return `${tag.source}, ${formatShare(tag.confidence)} trust`
}
