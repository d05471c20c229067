import { cronInWords } from '../../ui/cron'
import { formatName, formatNumberOf } from '../../ui/format'
import type { Anchor, Radio } from './radioApi'

interface RecipePart {
  kind?: string
  name?: string
  ref?: string
}

const MOST_NAMED = 6

/** Say what an anchor is made of: "jazz + Night Drive − aggressive". */
export function recipeInWords(recipe: Anchor['recipe']): string {
  const [add, subtract] = ['add', 'subtract'].map((key) => namesOf(recipe[key]))
  const parts = [add?.join(' + ') ?? '', ...(subtract ?? []).map((name) => `− ${name}`)]
  return parts.filter(Boolean).join(' ')
}

function namesOf(parts: unknown): string[] {
  if (!Array.isArray(parts)) return []
  const names = (parts as RecipePart[]).map(
    ({ kind = '', name, ref }) => name || ref || formatName(kind),
  )
  const more = names.length - MOST_NAMED
  return more > 0 ? [...names.slice(0, MOST_NAMED), `${more} more`] : names
}

/** Say how freely a radio chooses. */
export function freedomInWords(temperature: number): string {
  if (temperature === 0) return 'always the nearest'
  if (temperature < 0.75) return 'mostly the nearest'
  if (temperature <= 1.5) return 'near, with surprises'
  return 'far and wide'
}

/** Put what a radio does into one line. */
export function radioInWords(radio: Radio): string {
  const parts = [
    `From “${radio.anchor_name}”`,
    formatNumberOf(radio.count, 'track'),
    freedomInWords(radio.temperature),
    radio.cron ? cronInWords(radio.cron) : 'when you run it',
  ]
  return parts.join(' · ')
}
