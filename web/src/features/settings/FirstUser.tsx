import { Alert, Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { announce } from '../../ui/announce'
import { SecretField } from '../../ui/SecretField'
import { faultsOf } from './formFaults'
import classes from './Settings.module.css'
import { LEAST_PASSWORD, useDeed } from './usersApi'

/** Make the first user, from whom on everybody signs in. */
export function FirstUser() {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const adding = useDeed('addUser')
  const { at, rest } = faultsOf(adding.error, ['name', 'password'])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    adding.mutate(
      { name: name.trim(), password, role: 'admin' },
      {
        onSuccess: (user) =>
          announce(`You are signed in as ${user.name}`, 'From now on everybody signs in.'),
      },
    )
  }
  return (
    <section className={classes.card} aria-label="The first user">
      <h2 className={classes.title}>Nobody has to sign in</h2>
      <p className={classes.words}>
        Whoever reaches this Menura may do everything. Make a user for yourself, and from then on
        everybody signs in: you are an admin, and let others in. Programs come in with tokens. When
        the last user is removed, it is open again.
      </p>
      <form className={classes.form} noValidate onSubmit={submit}>
        <TextInput
          label="Name"
          name="username"
          autoComplete="username"
          spellCheck={false}
          maxLength={80}
          value={name}
          error={at('name')}
          onChange={(event) => {
            adding.reset()
            setName(event.currentTarget.value)
          }}
        />
        <SecretField
          label="Password"
          name="new-password"
          description={`${LEAST_PASSWORD} characters or more. Menura cannot tell it to you again.`}
          value={password}
          error={at('password')}
          onChange={(event) => {
            adding.reset()
            setPassword(event.currentTarget.value)
          }}
        />
        {rest && <Alert color="red">{rest}</Alert>}
        <Button
          type="submit"
          w="fit-content"
          loading={adding.isPending}
          disabled={!name.trim() || password.length < LEAST_PASSWORD}
        >
          Make the first user
        </Button>
      </form>
    </section>
  )
}
