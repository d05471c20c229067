import { Alert, Button } from '@mantine/core'
import { Check } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { Account } from '../../api/account'
import { SecretField } from '../../ui/SecretField'
import { faultsOf } from './formFaults'
import classes from './Settings.module.css'
import { SignOutButton } from './SignOutButton'
import { useUnsaved } from './unsaved'
import { LEAST_PASSWORD, useDeed } from './usersApi'

/** Change one's own password, and sign out. */
export function OwnAccount({ account }: { account: Account }) {
  const [form, setForm] = useState({ current: '', new: '' })
  const changing = useDeed('changePassword')
  useUnsaved('password', form.current + form.new !== '')
  // The server calls a new password that is too short `password`, wherever it is given.
  const { at, rest } = faultsOf(changing.error, ['current', 'new', 'password'])
  const change = (part: Partial<typeof form>) => {
    changing.reset()
    setForm({ ...form, ...part })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    changing.mutate(form, { onSuccess: () => setForm({ current: '', new: '' }) })
  }
  return (
    <section className={classes.card} aria-label="You">
      <h2 className={classes.title}>You</h2>
      <div className={classes.actions}>
        <p className={classes.words}>
          Signed in as <b>{account.name}</b>, {account.role === 'admin' ? 'an admin' : 'a member'}.
        </p>
        {account.via === 'login' && <SignOutButton />}
      </div>
      <form className={classes.form} aria-label="Your password" noValidate onSubmit={submit}>
        {/* Password managers want to know whose password it is. */}
        <input
          type="text"
          name="username"
          autoComplete="username"
          value={account.name ?? ''}
          readOnly
          hidden
        />
        <SecretField
          label="Present password"
          name="current-password"
          autoComplete="current-password"
          value={form.current}
          error={at('current')}
          onChange={(event) => change({ current: event.currentTarget.value })}
        />
        <SecretField
          label="New password"
          name="new-password"
          description={`${LEAST_PASSWORD} characters or more. Your other browsers are signed out.`}
          value={form.new}
          error={at('new') ?? at('password')}
          onChange={(event) => change({ new: event.currentTarget.value })}
        />
        {rest && <Alert color="red">{rest}</Alert>}
        <div className={classes.foot}>
          <p role="status" className={classes.note} data-good>
            {changing.isSuccess && (
              <>
                <Check size={15} aria-hidden="true" /> Your password is changed.
              </>
            )}
          </p>
          <Button
            type="submit"
            loading={changing.isPending}
            disabled={!form.current || form.new.length < LEAST_PASSWORD}
          >
            Change the password
          </Button>
        </div>
      </form>
    </section>
  )
}
