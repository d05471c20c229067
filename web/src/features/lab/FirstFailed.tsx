import { RotateCw, TriangleAlert } from 'lucide-react'
import { CountMenu } from './CountMenu'
import type { Session } from './labApi'
import { useLab } from './labContext'
import classes from './SessionView.module.css'

/** Say why a session has no clips, and offer to try again. */
export function FirstFailed({ error }: { error: NonNullable<Session['error']> }) {
  const { most, make, asking } = useLab()
  return (
    <section className={classes.making} aria-label="Why there are no clips">
      <p className={classes.fault} role="alert">
        <TriangleAlert size={16} aria-hidden="true" />
        <span>{error.message}</span>
      </p>
      <div className={classes.buttons}>
        <CountMenu
          most={most}
          loading={asking}
          leftSection={<RotateCw size={16} />}
          onChoose={(count) => make({ kind: 'again' }, count)}
        >
          Try again
        </CountMenu>
      </div>
    </section>
  )
}
