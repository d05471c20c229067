import { formatName } from '../../ui/format'
import type { Setting, Value } from './settingDraft'
import type { SettingGroup } from './settingsApi'
import type { TabId } from './settingsTabs'

const MAKERS = {
  musicgen: 'MusicGen, on this machine',
  hosted: 'A hosted service',
  acestep: 'An ACE-Step server',
}

/** What choices are called, by the names of settings. */
const CHOICES: Record<string, Record<string, string>> = {
  generator: { builtin: 'Menura’s own instruments', ...MAKERS },
  session_music: { builtin: 'Menura’s own composer', ...MAKERS },
  session_embedder: { builtin: 'Menura’s own measures', clap: 'CLAP' },
  session_namer: { builtin: 'Menura’s own words', language: 'The language model' },
  separator: { none: 'Nobody', demucs: 'Demucs' },
  hosted_audio_template: { huggingface: 'Hugging Face' },
  recs_recommendation_mode: {
    fusion: 'Rules and likeness',
    rules: 'Rules alone',
    ab: 'One or the other, to compare them',
  },
}

/** Return what a choice is called. */
export function choiceInWords(setting: Setting, choice: string): string {
  return CHOICES[setting.name]?.[choice] ?? formatName(choice)
}

/** Return what a choice is called in a list, with the name that guides and variables use. */
export function optionInWords(setting: Setting, choice: string): string {
  const words = CHOICES[setting.name]?.[choice]
  return words ? `${words} (${choice})` : formatName(choice)
}

/** Say a value in a few words. */
export function valueInWords(setting: Setting, value: Value): string {
  if (setting.kind === 'switch') return value === true ? 'on' : 'off'
  if (value === null || value === '') return 'nothing'
  return setting.kind === 'choice' ? choiceInWords(setting, String(value)) : String(value)
}

const STUDIO =
  /^(generator|musicgen|hosted_|acestep_|separator|session_|stem_|reference_|artifacts_|s3_)/

/** Tell on which tab a group of settings is shown. */
export function tabOf(group: SettingGroup): TabId {
  const name = group.items[0]?.name ?? ''
  if (name.startsWith('language_')) return 'language'
  return STUDIO.test(name) ? 'studio' : 'library'
}
