import { formatClock, formatName, formatShare, formatTempo } from '../../ui/format'
import type { Decision, Mode, Parsed } from './studioApi'
import { formatKeyOf } from './studioWords'

/** What somebody set by hand: it wins over the sentence. The names are those of the API. */
export interface Overrides {
  genre?: string
  bpm?: number
  key?: string
  duration_s?: number
  energy?: number
  density?: number
  instruments?: string[]
  excluded?: string[]
  sections?: string[]
}

export type ChipField = keyof Overrides

/** Whether the sentence says it, somebody set it, or it is left to Menura. */
export type Origin = 'asked' | 'set' | 'open'

export interface Chip {
  field: ChipField
  label: string
  words: string
  origin: Origin
  /** How sure the reading of the sentence is, 0 to 1; null where it says nothing. */
  confidence: number | null
  /** Why it is so, in sentences. */
  notes: string[]
}

type Value = number | string | string[] | null

interface Field {
  field: ChipField
  label: string
  asked: (parsed: Parsed) => Value
  planned: (parsed: Parsed) => Value
  words: (value: Value, genreTitle: (id: string) => string, parsed: Parsed) => string
  /** Other names that decisions and confidences have for it. */
  also?: readonly string[]
}

const list = (value: Value) => (Array.isArray(value) ? value.map(formatName).join(', ') : '')
const share = (value: Value) => formatShare(Number(value))

const FIELDS: readonly Field[] = [
  {
    field: 'genre',
    label: 'Genre',
    asked: ({ prompt }) => prompt.genre,
    planned: ({ plan }) => plan.genre,
    words: (value, genreTitle, parsed) => {
      const { genre, blend } = parsed.plan
      const title = genreTitle(String(value))
      return blend && genre === value ? `${title} × ${genreTitle(blend)}` : title
    },
    also: ['style', 'blend'],
  },
  {
    field: 'bpm',
    label: 'Tempo',
    asked: ({ prompt }) => prompt.bpm,
    planned: ({ plan }) => plan.bpm,
    words: (value) => `${formatTempo(Number(value))} BPM`,
    also: ['tempo'],
  },
  {
    field: 'key',
    label: 'Key',
    asked: ({ prompt, plan }) =>
      prompt.key === null && prompt.mode === null ? null : keyAsWritten(plan),
    planned: ({ plan }) => keyAsWritten(plan),
    words: (value) => {
      const [tonic = '', mode = ''] = String(value).split(' ')
      return formatKeyOf(tonic, mode === '' ? null : (mode as Mode))
    },
    also: ['mode'],
  },
  {
    field: 'duration_s',
    label: 'Length',
    asked: ({ prompt }) => prompt.duration_s,
    planned: ({ plan }) => plan.duration_s,
    words: (value) => formatClock(Number(value)),
    also: ['duration'],
  },
  {
    field: 'energy',
    label: 'Energy',
    asked: ({ prompt }) => prompt.energy,
    planned: ({ plan }) => plan.energy,
    words: share,
  },
  {
    field: 'density',
    label: 'Density',
    asked: ({ prompt }) => prompt.density,
    planned: ({ plan }) => plan.density,
    words: share,
  },
  {
    field: 'instruments',
    label: 'With',
    asked: ({ prompt }) => orNull(prompt.instruments),
    planned: ({ plan }) => plan.instruments,
    words: list,
  },
  {
    field: 'excluded',
    label: 'Without',
    asked: ({ prompt }) => orNull(prompt.excluded),
    planned: ({ plan }) => plan.excluded,
    words: list,
  },
  {
    field: 'sections',
    label: 'Form',
    asked: ({ prompt }) => orNull(prompt.structure.map(({ name }) => name)),
    planned: ({ plan }) => plan.sections.map(({ name }) => name),
    words: (value) =>
      Array.isArray(value) ? value.map((name) => formatName(name)).join(' → ') : '',
    also: ['structure'],
  },
]

/** Return what will be made, each part with where it comes from. */
export function chipsOf(
  parsed: Parsed,
  overrides: Overrides,
  genreTitle: (id: string) => string = formatName,
): Chip[] {
  return FIELDS.map((known) => {
    const asked = known.asked(parsed)
    const set = overrides[known.field]
    const value = set ?? asked ?? known.planned(parsed)
    const origin: Origin = set !== undefined ? 'set' : asked !== null ? 'asked' : 'open'
    return {
      field: known.field,
      label: known.label,
      words: (isEmpty(value) ? '' : known.words(value, genreTitle, parsed)) || 'open',
      origin,
      confidence: origin === 'asked' ? confidenceOf(known, parsed) : null,
      notes: origin === 'set' ? [] : notesOf(known, parsed),
    }
  })
}

/** Return what an editor of a field starts with. */
export function startOf<F extends ChipField>(
  field: F,
  parsed: Parsed,
  overrides: Overrides,
): NonNullable<Overrides[F]> {
  const known = FIELDS.find((one) => one.field === field) as Field
  const value = overrides[field] ?? known.asked(parsed) ?? known.planned(parsed)
  return value as NonNullable<Overrides[F]>
}

/** Return the overrides with one more, or one less where there is no value. */
export function withOverride<F extends ChipField>(
  overrides: Overrides,
  field: F,
  value: Overrides[F] | undefined,
): Overrides {
  const { [field]: _, ...rest } = overrides
  return value === undefined ? rest : { ...rest, [field]: value }
}

/** Tell decisions about things that no chip stands for: vocals, references ... */
export function otherNotes(parsed: Parsed): Decision[] {
  const named = new Set(FIELDS.flatMap(namesOf))
  return parsed.decisions.filter((decision) => !named.has(decision.field))
}

function keyAsWritten(plan: Parsed['plan']): string {
  return `${plan.key} ${plan.mode}`
}

function confidenceOf(known: Field, { prompt }: Parsed): number | null {
  const found = namesOf(known).flatMap((name) => prompt.confidence[name] ?? [])
  return found.length > 0 ? Math.min(...found) : null
}

function notesOf(known: Field, parsed: Parsed): string[] {
  return parsed.decisions
    .filter((decision) => namesOf(known).includes(decision.field))
    .map(sentenceOf)
}

/** Put a decision into words: what, why, what was not taken. */
export function sentenceOf(decision: Decision): string {
  const rejected =
    decision.rejected.length > 0 ? ` Not taken: ${decision.rejected.join(', ')}.` : ''
  return `${formatName(decision.chosen)}: ${decision.reason}${rejected}`
}

function namesOf(known: Field): string[] {
  return [known.field, ...(known.also ?? [])]
}

function orNull(items: string[]): string[] | null {
  return items.length > 0 ? items : null
}

function isEmpty(value: Value): boolean {
  return value === null || (Array.isArray(value) && value.length === 0)
}
