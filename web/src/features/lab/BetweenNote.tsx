import { Button } from '@mantine/core'
import { ArrowLeftRight } from 'lucide-react'
import { useEffect } from 'react'
import { useLab } from './labContext'
import classes from './SessionView.module.css'

/** While one group waits for another, say so and how to leave it. */
export function BetweenNote() {
  const { between, labels, setBetween } = useLab()
  useEffect(() => {
    if (between === null) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) setBetween(null)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [between, setBetween])
  return (
    <div role="status" className={classes.notes}>
      {between !== null && (
        <div className={classes.between}>
          <ArrowLeftRight size={16} aria-hidden="true" />
          <span>
            Between <b>{labels.get(between)}</b> and… choose a second group.
          </span>
          <Button variant="default" size="compact-sm" onClick={() => setBetween(null)}>
            Cancel
          </Button>
        </div>
      )}
    </div>
  )
}
