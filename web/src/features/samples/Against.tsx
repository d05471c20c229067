import { Switch } from '@mantine/core'
import { audition } from '../../audio/audition'
import { useAuditioned } from '../../audio/useAudition'
import classes from './SuggestedPanel.module.css'

/** Say what candidates are heard against, and let them be heard alone. */
export function Against() {
  const base = useAuditioned((view) => view.base)
  const withBase = useAuditioned((view) => view.withBase)
  const failure = useAuditioned((view) => view.failure)
  return (
    <div className={classes.against}>
      {failure && (
        <span className={classes.failure} role="alert">
          {failure}
        </span>
      )}
      {base && (
        <Switch
          size="sm"
          label={`Preview against “${base.title}”`}
          checked={withBase}
          onChange={(event) => audition.setWithBase(event.currentTarget.checked)}
        />
      )}
    </div>
  )
}
