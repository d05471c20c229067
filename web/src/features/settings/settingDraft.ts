import type { Schemas } from '../../api/client'

export type Setting = Schemas['SettingOut']
export type Value = Setting['value']

/** What stands in a field; null: back to the default, for a secret: removed. */
export type Entry = string | boolean | null
/** What was changed and is not saved yet, by the names of settings. */
export type Draft = Readonly<Record<string, Entry>>

/** Write a value as it stands in a field. */
function written(setting: Setting, value: Value): string | boolean {
  if (setting.kind === 'switch') return value === true
  return value === null ? '' : String(value)
}

/** Return what a field shows: what was changed, or else what holds. */
export function shownIn(setting: Setting, draft: Draft): string | boolean {
  const entry = draft[setting.name]
  if (entry === undefined) return written(setting, setting.value)
  return entry === null ? written(setting, setting.default) : entry
}

/** Put an entry into a draft; one that changes nothing is left out. */
export function withEntry(draft: Draft, setting: Setting, entry: Entry | undefined): Draft {
  const { [setting.name]: _, ...others } = draft
  if (entry === undefined || changesNothing(setting, entry)) return others
  return { ...others, [setting.name]: entry }
}

function changesNothing(setting: Setting, entry: Entry): boolean {
  if (entry === null) return setting.origin === 'default'
  if (setting.kind === 'secret') return entry === ''
  return entry === written(setting, setting.value)
}

/** Say what is wrong with an entry, as far as that can be told here. */
export function faultOf(setting: Setting, entry: Entry | undefined): string | undefined {
  if (setting.kind !== 'number' || typeof entry !== 'string' || entry.trim() === '')
    return undefined
  const value = Number(entry)
  const { least, most } = setting
  if (!Number.isFinite(value)) return 'This is not a number.'
  const tooLittle = least != null && value < least
  const tooMuch = most != null && value > most
  if (!tooLittle && !tooMuch) return undefined
  if (least != null && most != null) return `It must be ${least} to ${most}.`
  return tooLittle ? `It must be ${least} or more.` : `It must be ${most} or less.`
}

/** Return the value to send for an entry: what is left empty goes back to its default. */
export function valueToSend(setting: Setting, entry: Entry): Value {
  if (typeof entry !== 'string') return entry
  const text = entry.trim()
  if (text === '') return null
  return setting.kind === 'number' ? Number(text) : text
}

/** Return what to send for a group of settings. */
export function changesOf(settings: readonly Setting[], draft: Draft): Record<string, Value> {
  const values: Record<string, Value> = {}
  for (const setting of settings) {
    const entry = draft[setting.name]
    if (entry !== undefined) values[setting.name] = valueToSend(setting, entry)
  }
  return values
}
