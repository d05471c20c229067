import { Fragment } from 'react'

/** Show a text in which names stand between backticks. */
export function MarkedText({ text }: { text: string }) {
  return text.split('`').map((part, place) => {
    // Parts never move; what is told apart is only where they stand.
    const key = `${place} ${part}`
    return place % 2 === 1 ? <code key={key}>{part}</code> : <Fragment key={key}>{part}</Fragment>
  })
}
