import { useState } from 'react'
import { ApiError, messageOf } from '../../api/client'
import { changesOf, type Draft, type Entry, faultOf, type Setting, withEntry } from './settingDraft'
import { type SettingGroup, useSaveSettings } from './settingsApi'
import { useUnsaved } from './unsaved'

export type GroupFormState = ReturnType<typeof useGroupForm>

/** Hold what was changed of a group of settings until it is saved. */
export function useGroupForm(group: SettingGroup) {
  const [draft, setDraft] = useState<Draft>({})
  const [saved, setSaved] = useState(false)
  const saving = useSaveSettings()
  const count = Object.keys(draft).length
  useUnsaved(group.name, count > 0)

  const told = saving.error instanceof ApiError ? saving.error.field?.split('.').at(-1) : undefined
  const refused = group.items.find(({ name }) => name === told)
  const faultAt = (setting: Setting) =>
    faultOf(setting, draft[setting.name]) ??
    (saving.error && refused === setting ? messageOf(saving.error) : undefined)

  const change = (setting: Setting, entry: Entry | undefined) => {
    saving.reset()
    setSaved(false)
    setDraft((now) => withEntry(now, setting, entry))
  }
  const save = () => {
    const sent = draft
    if (count === 0 || group.items.some((setting) => faultOf(setting, sent[setting.name]))) return
    saving.mutate(changesOf(group.items, sent), {
      onSuccess: () => {
        // What was written while the answer was on its way is not saved.
        setDraft((now) =>
          Object.fromEntries(Object.entries(now).filter(([name, entry]) => sent[name] !== entry)),
        )
        setSaved(true)
      },
      onError: (error) => {
        const name = error instanceof ApiError ? error.field?.split('.').at(-1) : undefined
        if (name) document.getElementById(`setting-${name}`)?.focus()
      },
    })
  }
  const discard = () => {
    saving.reset()
    setDraft({})
  }
  return {
    group,
    draft,
    count,
    change,
    save,
    discard,
    faultAt,
    pending: saving.isPending,
    saved,
    /** What is wrong with none of the fields alone. */
    error: refused ? null : saving.error,
    isValid: !group.items.some((setting) => faultOf(setting, draft[setting.name])),
  }
}
