import { Alert, Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { AudioWaveform } from 'lucide-react'
import { type FormEvent, useEffect, useEffectEvent, useState } from 'react'
import { accountQuery } from '../../api/account'
import { ApiError, messageOf } from '../../api/client'
import { PasswordInput } from './PasswordInput'
import classes from './SignIn.module.css'
import { logIn } from './signInApi'
import { waitInWords } from './waitInWords'

const PASSWORD = 'sign-in-password'

interface SignInProps {
  /** The page as it was wanted, fetched anew: nothing that was refused before is left over. */
  onSignedIn?: () => void
}

/** Ask who comes in. */
export function SignIn({ onSignedIn = () => location.reload() }: SignInProps) {
  // Without users there is one password for everybody, and no name to it.
  const nameless = useQuery(accountQuery).data?.has_users === false
  const [pending, setPending] = useState(false)
  const [fault, setFault] = useState<string>()
  const [wait, setWait] = useWait(() => setFault(undefined))
  useEffect(() => {
    document.title = 'Sign in · Menura'
  }, [])
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (pending || wait > 0) return
    const given = new FormData(event.currentTarget)
    const name = String(given.get('username') ?? '').trim()
    const password = String(given.get('password') ?? '')
    if (!password || !(name || nameless)) {
      setFault(nameless ? 'Give the password.' : 'Give your name and your password.')
      return
    }
    setPending(true)
    setFault(undefined)
    try {
      await logIn({ name, password })
      onSignedIn()
    } catch (refusal) {
      setPending(false)
      const waitS = refusal instanceof ApiError ? refusal.waitS : null
      setFault(waitS ? tooManyInWords(waitS) : messageOf(refusal))
      if (waitS) setWait(waitS)
      document.getElementById(PASSWORD)?.focus()
    }
  }
  return (
    <main className={classes.page}>
      {/* Password managers look for a form that is sent somewhere; this one never is. */}
      <form
        className={classes.card}
        method="post"
        noValidate
        onSubmit={(event) => void submit(event)}
      >
        <span className={classes.mark}>
          <AudioWaveform size={28} aria-hidden="true" />
        </span>
        <h1 className={classes.title}>Sign in to Menura</h1>
        <TextInput
          label={nameless ? 'Name, if you like' : 'Name'}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          size="md"
          maxLength={80}
        />
        <PasswordInput id={PASSWORD} />
        {fault && (
          <Alert color="red" className={classes.alert}>
            {fault}
          </Alert>
        )}
        <Button type="submit" size="md" fullWidth loading={pending} disabled={wait > 0}>
          {wait > 0 ? `Wait ${waitInWords(wait)}` : 'Sign in'}
        </Button>
        <p className={classes.words}>
          {nameless ? (
            <>
              This Menura has one password for everybody, which is set where it is started (
              <code>MENURA_PASSWORD</code>).
            </>
          ) : (
            <>
              Forgotten? An admin gives you another password, or whoever runs this Menura does, by{' '}
              <code>menura user</code>.
            </>
          )}
        </p>
      </form>
    </main>
  )
}

function tooManyInWords(waitS: number): string {
  return `Name or password were wrong too often. Try again in ${waitInWords(waitS)}.`
}

/** Count seconds down to 0. */
function useWait(onOver: () => void): [number, (seconds: number) => void] {
  const [wait, setWait] = useState(0)
  const over = useEffectEvent(onOver)
  const waiting = wait > 0
  useEffect(() => {
    if (!waiting) return
    const clock = setInterval(() => setWait((now) => now - 1), 1_000)
    return () => {
      clearInterval(clock)
      over()
    }
  }, [waiting])
  return [wait, setWait]
}
