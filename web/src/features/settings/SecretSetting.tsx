import { Button } from '@mantine/core'
import { KeyRound } from 'lucide-react'
import { useEffect, useState } from 'react'
import { SecretField } from '../../ui/SecretField'
import { MarkedText } from './MarkedText'
import type { SettingRowProps } from './SettingRow'
import classes from './Settings.module.css'
import { shownIn } from './settingDraft'

/** Settle a secret: it is never shown, only replaced or removed. */
export function SecretSetting({ setting, draft, fault, onChange }: SettingRowProps) {
  const [replacing, setReplacing] = useState(false)
  const entry = draft[setting.name]
  const fixed = setting.origin === 'environment'
  const id = `setting-${setting.name}`
  useEffect(() => {
    // Discarded or saved elsewhere; while one writes, an empty field stays.
    if (entry === undefined && document.activeElement?.id !== id) setReplacing(false)
  }, [entry, id])
  if (setting.is_set && !replacing && typeof entry !== 'string') {
    return (
      <div className={classes.field}>
        <span className={classes.label} id={id}>
          {setting.label}
        </span>
        <span className={classes.hint}>
          <MarkedText text={setting.description} />
        </span>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend of its own */}
        <div className={classes.secret} role="group" aria-labelledby={id}>
          <span className={classes.isSet} data-gone={entry === null || undefined}>
            <KeyRound size={15} aria-hidden="true" /> {entry === null ? 'Removed' : 'Is set'}
          </span>
          {!fixed && entry !== null && (
            <>
              <Button variant="default" size="xs" onClick={() => setReplacing(true)}>
                Replace…
              </Button>
              <Button variant="default" size="xs" onClick={() => onChange(null)}>
                Remove
              </Button>
            </>
          )}
        </div>
      </div>
    )
  }
  return (
    <SecretField
      id={id}
      classNames={{
        root: classes.field,
        label: classes.label,
        description: classes.hint,
        error: classes.fault,
      }}
      label={setting.label}
      description={<MarkedText text={setting.description} />}
      placeholder={setting.is_set ? 'Leave empty to keep the one there is' : undefined}
      error={fault}
      disabled={fixed}
      autoFocus={replacing}
      value={String(shownIn(setting, draft))}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={() => {
        if (!entry) setReplacing(false)
      }}
    />
  )
}
