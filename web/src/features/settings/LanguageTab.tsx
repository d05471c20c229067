import { Link } from '@tanstack/react-router'
import { GroupFields } from './GroupForm'
import { LanguageTrial } from './LanguageTrial'
import { PRESETS } from './languagePresets'
import classes from './Settings.module.css'
import { SettingsLoader } from './SettingsLoader'
import { shownIn } from './settingDraft'
import type { SettingGroup } from './settingsApi'
import { useGroupForm } from './useGroupForm'

/** Settle which language model is asked, and try it. */
export function LanguageTab() {
  return (
    <>
      <p className={classes.words}>
        A language model understands more ways of saying things than Menura’s own rules, which are
        used wherever there is none, or where it does not answer. Any server that speaks the OpenAI
        protocol will do; with one on this machine nothing leaves it.
      </p>
      <SettingsLoader tab="language">
        {(groups) => groups.map((group) => <LanguageForm key={group.name} group={group} />)}
      </SettingsLoader>
      <section className={classes.card} aria-label="What it is used for">
        <h2 className={classes.title}>What it is used for</h2>
        <ul className={classes.usedBy}>
          <li>
            <Link to="/studio">Studio</Link>: understands what a track is to be. It is sent the
            sentence.
          </li>
          <li>
            <Link to="/chat">Chat</Link>: makes a plan of what is asked for. It is sent your words,
            up to 60 genres and 60 artists, the moods there are, and what was understood before.
          </li>
          <li>
            <Link to="/clusters">Clusters</Link>: names playlists, where that is chosen. It is sent
            what the tracks have in common, and titles.
          </li>
          <li>
            <Link to="/lab">Session Lab</Link>: names groups of clips, where that is chosen under
            Studio. It is sent how they sound.
          </li>
        </ul>
        <p className={classes.words}>It is never sent audio or files.</p>
      </section>
    </>
  )
}

function LanguageForm({ group }: { group: SettingGroup }) {
  const form = useGroupForm(group)
  const find = (end: string) => group.items.find(({ name }) => name.endsWith(end))
  const [url, model, key] = [find('_url'), find('_model'), find('_key')]
  const address = url ? String(shownIn(url, form.draft)) : ''
  const fixed = !url || url.origin === 'environment'
  const forgets =
    key?.origin === 'kept' &&
    form.draft[key.name] === undefined &&
    url !== undefined &&
    siteOf(address) !== siteOf(String(url.value ?? ''))
  const chosen = PRESETS.find((preset) => preset.url === address.trim())
  return (
    <GroupFields
      form={form}
      lead={
        <div className={classes.part}>
          <h3 className={classes.partName}>Begin with</h3>
          <ul className={classes.chips} aria-label="Servers people often have">
            {PRESETS.map((preset) => (
              <li key={preset.name}>
                <button
                  type="button"
                  className={classes.chip}
                  aria-pressed={preset === chosen}
                  disabled={fixed}
                  title={preset.url}
                  onClick={() => {
                    if (!url) return
                    form.change(url, preset.url)
                    document.getElementById(`setting-${(preset.key ? key : model)?.name}`)?.focus()
                  }}
                >
                  {preset.name}
                </button>
              </li>
            ))}
          </ul>
          <p className={classes.words} aria-live="polite">
            {chosen?.hint ?? 'Or write the address of any other; it usually ends in /v1.'}
            {forgets &&
              ' The key that is kept was for another server: with this address it is forgotten.'}
          </p>
        </div>
      }
    >
      <LanguageTrial
        url={url}
        model={model}
        secret={key}
        draft={form.draft}
        onModel={(name) => model && form.change(model, name)}
      />
    </GroupFields>
  )
}

function siteOf(address: string): string {
  return address.trim().toLowerCase().split('/').slice(0, 3).join('/')
}
