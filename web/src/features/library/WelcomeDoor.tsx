import { Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './WelcomePage.module.css'

interface WelcomeDoorProps {
  picture: ReactNode
  title: string
  words: ReactNode
  /** Takes the whole width, and stands first. */
  wide?: boolean
  children: ReactNode
}

/** One of the ways in: what it is, and how to take it. */
export function WelcomeDoor({ picture, title, words, wide = false, children }: WelcomeDoorProps) {
  return (
    <section className={classes.door} aria-label={title} data-wide={wide || undefined}>
      <div className={classes.picture}>{picture}</div>
      <Title order={2} size="h4">
        {title}
      </Title>
      <p className={classes.words}>{words}</p>
      <div className={classes.way}>{children}</div>
    </section>
  )
}
