import { NativeSelect, Switch, TextInput } from '@mantine/core'
import { MarkedText } from './MarkedText'
import { OriginLine } from './OriginLine'
import { SecretSetting } from './SecretSetting'
import classes from './Settings.module.css'
import { type Draft, type Entry, type Setting, shownIn } from './settingDraft'
import { optionInWords, valueInWords } from './settingWords'

export interface SettingRowProps {
  setting: Setting
  draft: Draft
  fault: string | undefined
  onChange: (entry: Entry | undefined) => void
}

/** Show one thing that can be settled: what holds, where that comes from, and how to change it. */
export function SettingRow(props: SettingRowProps) {
  const { setting, draft } = props
  return (
    <div className={classes.row} data-changed={draft[setting.name] !== undefined || undefined}>
      {setting.kind === 'secret' ? <SecretSetting {...props} /> : <SettingField {...props} />}
      <OriginLine {...props} />
    </div>
  )
}

const PARTS = {
  root: classes.field,
  label: classes.label,
  description: classes.hint,
  error: classes.fault,
}

const LIKE = { text: 'text', path: 'text', url: 'url', number: 'decimal' } as const

function SettingField({ setting, draft, fault, onChange }: SettingRowProps) {
  const shown = shownIn(setting, draft)
  const shared = {
    id: `setting-${setting.name}`,
    label: setting.label,
    description: <MarkedText text={setting.description} />,
    error: fault,
    disabled: setting.origin === 'environment',
  }
  if (setting.kind === 'switch') {
    return (
      <Switch
        {...shared}
        classNames={{ body: classes.switch, label: classes.label, description: classes.hint }}
        labelPosition="left"
        checked={shown === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    )
  }
  if (setting.kind === 'choice') {
    return (
      <NativeSelect
        {...shared}
        classNames={PARTS}
        value={String(shown)}
        data={(setting.choices ?? []).map((value) => ({
          value,
          label: optionInWords(setting, value),
        }))}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  }
  return (
    <TextInput
      {...shared}
      classNames={PARTS}
      inputMode={setting.kind in LIKE ? LIKE[setting.kind as keyof typeof LIKE] : undefined}
      autoComplete="off"
      spellCheck={false}
      placeholder={setting.default === null ? undefined : valueInWords(setting, setting.default)}
      value={String(shown)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
