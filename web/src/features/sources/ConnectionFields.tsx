import { Anchor, Button, TextInput } from '@mantine/core'
import { FolderOpen } from 'lucide-react'
import { useState } from 'react'
import type { SourceDetail } from '../../api/sources'
import { FolderBrowser } from '../../ui/FolderBrowser'
import { RadioCards } from '../../ui/RadioCards'
import { SecretField } from '../../ui/SecretField'
import classes from './ServerForm.module.css'
import type { Fault, Field, ServerForm } from './serverForm'
import { KINDS, type LoginWay } from './serverWords'

interface ConnectionFieldsProps {
  form: ServerForm
  source: SourceDetail | undefined
  fault: Fault | undefined
  onChange: (part: Partial<ServerForm>) => void
}

/** Say where a server is and who asks. */
export function ConnectionFields(props: ConnectionFieldsProps) {
  const { form, source, fault, onChange } = props
  const kind = KINDS[form.kind]
  const at = (field: Field) => (fault?.field === field ? fault.message : undefined)
  return (
    <>
      <TextInput
        data-autofocus={source ? true : undefined}
        label="Address"
        description={form.kind === 'mpd' ? undefined : 'As you open it in a browser.'}
        placeholder={kind.address}
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        value={form.url}
        error={
          at('url') && (
            <>
              {at('url')}
              {fault?.target && (
                <span className={classes.redirect}>
                  <code>{fault.target}</code>
                  <Anchor
                    component="button"
                    type="button"
                    size="sm"
                    onClick={() => onChange({ url: fault.target })}
                  >
                    Use this address
                  </Anchor>
                </span>
              )}
            </>
          )
        }
        onChange={(event) => onChange({ url: event.currentTarget.value })}
      />
      {form.kind === 'mpd' && (
        <MusicRoot value={form.musicRoot} error={at('musicRoot')} onChange={onChange} />
      )}
      {kind.ways.length > 1 && (
        <RadioCards<LoginWay>
          label="Sign in with"
          value={form.way}
          options={[
            { value: 'account', name: 'User name and password' },
            { value: 'token', name: kind.token?.name ?? 'Token', hint: kind.token?.hint },
          ]}
          onChange={(way) => onChange({ way })}
        />
      )}
      <LoginFields {...props} at={at} />
      {form.kind !== 'mpd' && (
        <details className={classes.more} open={at('caFile') ? true : undefined}>
          <summary>A certificate authority of your own</summary>
          <TextInput
            label="File of certificates to trust"
            description="PEM, on the machine that Menura runs on. Not needed for certificates that browsers trust."
            placeholder="/etc/ssl/home-ca.pem"
            value={form.caFile}
            error={at('caFile')}
            onChange={(event) => onChange({ caFile: event.currentTarget.value })}
          />
        </details>
      )}
      {source?.has_certificate && !fault?.sha256 && (
        <p className={classes.hint}>
          One certificate of this server is trusted by its fingerprint.
        </p>
      )}
    </>
  )
}

interface LoginFieldsProps extends ConnectionFieldsProps {
  at: (field: Field) => string | undefined
}

function LoginFields({ form, source, at, onChange }: LoginFieldsProps) {
  const { open, token } = KINDS[form.kind]
  const kept = source?.has_secret ? 'Leave empty to keep' : undefined
  if (form.way === 'token') {
    return (
      <SecretField
        label={token?.name ?? 'Token'}
        description={token?.hint}
        placeholder={kept}
        value={form.token}
        error={at('token')}
        onChange={(event) => onChange({ token: event.currentTarget.value })}
      />
    )
  }
  const password = (
    <SecretField
      label={open ? 'Password, if it asks for one' : 'Password'}
      placeholder={kept}
      value={form.password}
      error={at('password')}
      onChange={(event) => onChange({ password: event.currentTarget.value })}
    />
  )
  if (form.kind === 'mpd') return password
  return (
    <div className={classes.pair}>
      <TextInput
        label={open ? 'User name, if it asks for one' : 'User name'}
        autoComplete="off"
        spellCheck={false}
        value={form.username}
        error={at('username')}
        onChange={(event) => onChange({ username: event.currentTarget.value })}
      />
      {password}
    </div>
  )
}

interface MusicRootProps {
  value: string
  error: string | undefined
  onChange: (part: Partial<ServerForm>) => void
}

function MusicRoot({ value, error, onChange }: MusicRootProps) {
  const [browsing, setBrowsing] = useState(false)
  return (
    <>
      <div className={classes.place}>
        <TextInput
          label="Folder of its music"
          description="MPD’s music_directory, as this machine sees it. Menura hears the files there."
          placeholder="/srv/music"
          value={value}
          error={error}
          onChange={(event) => onChange({ musicRoot: event.currentTarget.value })}
        />
        <Button
          variant="default"
          leftSection={<FolderOpen size={16} />}
          aria-expanded={browsing}
          onClick={() => setBrowsing(!browsing)}
        >
          Browse
        </Button>
      </div>
      {browsing && (
        <FolderBrowser path={value || null} onOpen={(musicRoot) => onChange({ musicRoot })} />
      )}
    </>
  )
}
