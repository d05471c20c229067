import { Lock } from 'lucide-react'
import type { SettingRowProps } from './SettingRow'
import classes from './Settings.module.css'
import type { Setting } from './settingDraft'
import { valueInWords } from './settingWords'

/** Say where a value comes from, and offer the way back. */
export function OriginLine({ setting, draft, onChange }: SettingRowProps) {
  const entry = draft[setting.name]
  const secret = setting.kind === 'secret'
  if (setting.origin === 'environment') {
    return (
      <p className={classes.origin}>
        <Lock size={13} aria-hidden="true" />
        <span>
          Decided by the environment, <code>{setting.variable}</code>: it can only be changed there.
        </span>
      </p>
    )
  }
  if (entry !== undefined) {
    return (
      <p className={classes.origin} data-changed>
        {entry === null ? `${goesBack(setting)} when it is saved` : 'Changed, not saved'}
        <button type="button" className={classes.textButton} onClick={() => onChange(undefined)}>
          {secret ? 'Keep the one there is' : 'Take it back'}
          <span className="visually-hidden"> ({setting.label})</span>
        </button>
      </p>
    )
  }
  if (setting.origin === 'default') {
    return <p className={classes.origin}>{setting.is_set ? 'The default' : 'Not set'}</p>
  }
  return (
    <p className={classes.origin} data-kept>
      Settled here
      {!secret && (
        <button type="button" className={classes.textButton} onClick={() => onChange(null)}>
          Back to the default: {valueInWords(setting, setting.default)}
          <span className="visually-hidden"> ({setting.label})</span>
        </button>
      )}
    </p>
  )
}

function goesBack(setting: Setting): string {
  if (setting.kind === 'secret') return 'It is removed'
  return `It goes back to ${valueInWords(setting, setting.default)}`
}
