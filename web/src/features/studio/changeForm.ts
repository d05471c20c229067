import type { Change, ChangeKind, ProductionDetail } from './studioApi'
import { readNumber } from './studioWords'

export const CHANGE_KINDS: readonly { kind: ChangeKind; words: string; hint: string }[] = [
  { kind: 'stem', words: 'One stem', hint: 'Another part for one stem; the others stay.' },
  { kind: 'section', words: 'One section', hint: 'Another way through one part of the form.' },
  { kind: 'harmony', words: 'The harmony', hint: 'Other chords, the same groove and sounds.' },
  { kind: 'melody', words: 'The melody', hint: 'Other tunes over the same chords.' },
  { kind: 'groove', words: 'The groove', hint: 'Other drums and rhythms.' },
  { kind: 'sound', words: 'The sounds', hint: 'The same notes, played with other sounds.' },
  { kind: 'key', words: 'Another key', hint: 'The same piece, moved.' },
  { kind: 'tempo', words: 'Another tempo', hint: 'The same notes, faster or slower.' },
  { kind: 'variation', words: 'A variation', hint: 'As near or far as you like.' },
]

/** What somebody has chosen so far. */
export interface ChangeDraft {
  kind: ChangeKind
  role: string
  section: string
  tonic: string
  mode: string
  bpm: string
  distance: number
}

export function draftOf(production: ProductionDetail): ChangeDraft {
  return {
    kind: 'variation',
    role: production.stems[0] ?? '',
    section: '0',
    tonic: production.key ?? 'C',
    mode: production.mode ?? 'minor',
    bpm: production.bpm === null ? '' : String(Math.round(production.bpm * 100) / 100),
    distance: 0.5,
  }
}

/** Return the change that is chosen; nothing while something in it is missing. */
export function changeOf(draft: ChangeDraft): Change | null {
  const { kind } = draft
  switch (kind) {
    case 'stem':
      return draft.role ? { kind, role: draft.role as Change['role'] } : null
    case 'section':
      return { kind, section: Number(draft.section) }
    case 'key':
      return { kind, key: `${draft.tonic} ${draft.mode}` }
    case 'tempo': {
      const bpm = readNumber(draft.bpm, 40, 240)
      return bpm === null ? null : { kind, bpm }
    }
    case 'variation':
      return { kind, distance: draft.distance }
    default:
      return { kind }
  }
}
