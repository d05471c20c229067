import type { Mood } from '../../api/client'
import { formatShare } from '../../ui/format'

const MOST_MOODS = 8
const MOST_TAGS = 6
/** A tag less probable than this says nothing. */
const LEAST_TAG = 0.05

/** Return the moods worth a bar: what somebody took out is not shown. */
export function shownMoods(moods: readonly Mood[]): Mood[] {
  const said = moods.filter((mood) => mood.source !== 'corrected' || mood.probability > 0)
  return said.slice(0, MOST_MOODS)
}

export function shownTags(tags: readonly Mood[]): Mood[] {
  return tags.filter((tag) => tag.probability >= LEAST_TAG).slice(0, MOST_TAGS)
}

/** Say who tells these words and how far to trust that: "Estimated from the sound (42–48 % trust)". */
export function sourcesInWords(moods: readonly Mood[]): string {
  const sources = [...new Set(moods.map((mood) => mood.source))]
  return sources
    .map((source) => {
      const told = moods.filter((mood) => mood.source === source)
      if (source === 'corrected') return 'Corrected by you.'
      const who =
        source === 'estimated' ? 'Estimated from the sound' : `Told by the model ${source}`
      return `${who}, ${trustInWords(told.map((mood) => mood.confidence))}.`
    })
    .join(' ')
}

function trustInWords(confidences: readonly number[]): string {
  const least = formatShare(Math.min(...confidences))
  const most = formatShare(Math.max(...confidences))
  return `trust ${least === most ? most : `${least.replace(' %', '')} to ${most}`}`
}
