import { type KeyboardEvent, useRef } from 'react'
import { neighbour } from './listOrder'

/** After G, a letter leads to another page (as the app's own keys have it). */
const PAIR_MS = 1_200

export interface CardKeys {
  accept: (id: string) => void
  pin: (id: string) => void
  dismiss: (id: string) => void
  more: (id: string) => void
  less: (id: string) => void
}

const ACTIONS: Readonly<Record<string, keyof CardKeys>> = {
  a: 'accept',
  p: 'pin',
  d: 'dismiss',
  m: 'more',
  l: 'less',
}

const KEEPS_KEYS = 'input, textarea, select, [role=menu], [role=dialog]'

/**
 * Answer keys on a list of cards: arrows go to another card, letters say something of this one.
 * Space needs nothing: it presses the button that previews.
 */
export function useCardKeys(keys: CardKeys): (event: KeyboardEvent<HTMLElement>) => void {
  const pairUntil = useRef(0)
  return (event) => {
    const target = event.target as Element
    const card = target.closest<HTMLElement>('[data-track]')
    if (!card || event.defaultPrevented || target.closest(KEEPS_KEYS)) return
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const paired = event.timeStamp < pairUntil.current
    pairUntil.current = event.key === 'g' ? event.timeStamp + PAIR_MS : 0
    const action = paired ? undefined : ACTIONS[event.key.toLowerCase()]
    const cards = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-track]')]
    const next = neighbour(cards, card, event.key)
    if (next) focusCard(next)
    else if (action) keys[action](card.dataset.track ?? '')
    else return
    event.preventDefault()
  }
}

/** Go to the one button of a card that arrows lead to. */
export function focusCard(card: Element | undefined): void {
  const button = card?.querySelector<HTMLElement>('[data-preview]')
  button?.focus({ preventScroll: true })
  card?.scrollIntoView?.({ block: 'nearest' })
}
