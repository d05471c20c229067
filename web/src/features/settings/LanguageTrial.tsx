import { Alert, Button } from '@mantine/core'
import { PlugZap } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '../../api/client'
import classes from './Settings.module.css'
import { type Draft, type Setting, shownIn } from './settingDraft'
import { type LanguageTest, useTryLanguage } from './settingsApi'

interface LanguageTrialProps {
  url: Setting | undefined
  model: Setting | undefined
  secret: Setting | undefined
  draft: Draft
  onModel: (name: string) => void
}

const FEW = 24

/** Ask the language model as it stands in the fields, saved or not, and tell what it answers. */
export function LanguageTrial({ url, model, secret, draft, onModel }: LanguageTrialProps) {
  const trying = useTryLanguage()
  const [tried, setTried] = useState('')
  const [all, setAll] = useState(false)
  const at = (setting: Setting | undefined) =>
    setting ? String(shownIn(setting, draft)).trim() : ''
  const changed = (setting: Setting | undefined) =>
    setting && draft[setting.name] !== undefined ? at(setting) : undefined
  const asked: LanguageTest = { url: changed(url), model: changed(model), key: changed(secret) }
  const now = JSON.stringify(asked)
  const run = () => {
    setTried(now)
    setAll(false)
    trying.mutate(asked)
  }
  const gap = at(url) ? undefined : 'Give an address first.'
  const { data: answer } = trying
  const current = tried === now
  return (
    <div className={classes.part}>
      <div className={classes.actions}>
        <Button
          variant="default"
          leftSection={<PlugZap size={16} />}
          loading={trying.isPending}
          disabled={gap !== undefined}
          onClick={run}
        >
          Test connection
        </Button>
        <span className={classes.hint} role="status">
          {trying.isPending
            ? 'Asking it. A model that is loaded first takes a while…'
            : (gap ??
              (answer && current
                ? `It answers, in ${secondsInWords(answer.seconds)}.`
                : 'Asks it one thing as it stands here, saved or not.'))}
        </span>
      </div>
      {trying.error && current && <Alert color="red">{messageOf(trying.error)}</Alert>}
      {answer && (
        <div className={classes.answer}>
          {current && (
            <p>
              <b>{answer.model}</b> says: “{answer.answer}”
            </p>
          )}
          {answer.models.length > 0 && (
            <div className={classes.part}>
              <h3 className={classes.partName}>Models it has</h3>
              <ul className={classes.chips} aria-label="Models it has">
                {answer.models.slice(0, all ? undefined : FEW).map((name) => (
                  <li key={name}>
                    <button
                      type="button"
                      className={classes.chip}
                      aria-pressed={name === at(model)}
                      disabled={model?.origin === 'environment'}
                      onClick={() => onModel(name)}
                    >
                      {name}
                    </button>
                  </li>
                ))}
                {!all && answer.models.length > FEW && (
                  <li>
                    <button type="button" className={classes.chip} onClick={() => setAll(true)}>
                      {answer.models.length - FEW} more…
                    </button>
                  </li>
                )}
              </ul>
            </div>
          )}
        </div>
      )}
    </div>
  )
}

function secondsInWords(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`
}
