import type { Schemas } from '../../api/client'

export type Quantity = Schemas['WriteTagsIn']['quantities'][number]
export type TagRequest = Schemas['WriteTagsIn']

export const QUANTITIES: readonly { value: Quantity; label: string }[] = [
  { value: 'bpm', label: 'Tempo' },
  { value: 'key', label: 'Key' },
  { value: 'moods', label: 'Moods' },
  { value: 'energy_level', label: 'Energy' },
]

export const NOTATIONS: readonly { value: TagRequest['key_notation']; label: string }[] = [
  { value: 'standard', label: 'Am, C♯m' },
  { value: 'camelot', label: 'Camelot: 8A, 12A' },
  { value: 'open_key', label: 'Open Key: 1m, 5m' },
]

/** Put a quantity in or take it out, in the order in which they are offered. */
export function toggleQuantity(chosen: readonly Quantity[], quantity: Quantity): Quantity[] {
  const now = chosen.includes(quantity)
    ? chosen.filter((other) => other !== quantity)
    : [...chosen, quantity]
  return QUANTITIES.map(({ value }) => value).filter((value) => now.includes(value))
}

/** Return why a request cannot be sent yet; nothing when it can. */
export function requestProblem(request: TagRequest): string | undefined {
  if (request.quantities.length === 0) return 'Choose what to write.'
  if (!request.in_place && !request.destination?.trim()) return 'Say where the copy goes.'
  return undefined
}

const REASONS_WANTED: Record<Quantity, string> = {
  bpm: 'no tempo is known surely enough',
  key: 'no key is known surely enough',
  moods: 'no mood is known',
  energy_level: 'no energy is known',
}

export type Outcome = Omit<Schemas['TagOutcomeOut'], 'quantity'> & { quantity: Quantity }

/** Return what became of everything asked for; what the answer is silent about was left out. */
export function outcomesOf(
  request: TagRequest,
  written: Pick<Schemas['TagsWrittenOut'], 'outcomes'>,
): Outcome[] {
  return request.quantities.map((quantity) => {
    const told = written.outcomes.find((outcome) => outcome.quantity === quantity)
    return {
      quantity,
      action: told?.action ?? 'skipped',
      reason: told?.reason ?? REASONS_WANTED[quantity],
    }
  })
}
