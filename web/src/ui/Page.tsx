import { type ReactNode, useEffect } from 'react'
import classes from './Page.module.css'

interface PageProps {
  title: string
  /** Stands for the words of the heading, where they can be changed in place. */
  heading?: ReactNode
  /** A few words beside the title: how many, how long. */
  note?: ReactNode
  actions?: ReactNode
  /** Take the height of the window instead of growing with what is on the page. */
  fill?: boolean
  children: ReactNode
}

/** Give every page the same head, and the window its name. */
export function Page({ title, heading, note, actions, fill = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Menura`
  }, [title])
  return (
    <div className={classes.page} data-fill={fill || undefined}>
      <header className={classes.head}>
        {heading ?? <h1 className={classes.title}>{title}</h1>}
        {note !== undefined && <span className={classes.note}>{note}</span>}
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}
