import { type Account, isAdmin } from '../../api/account'
import { AccessTokens } from './AccessTokens'
import { FirstUser } from './FirstUser'
import { OwnAccount } from './OwnAccount'
import classes from './Settings.module.css'
import { SignOutButton } from './SignOutButton'
import { UserList } from './UserList'

/** Decide who may come in, and by what. */
export function UsersTab({ account }: { account: Account }) {
  const isUser = account.name !== null
  if (!account.has_users) {
    return (
      <>
        {account.via === 'environment' && <ByEnvironment />}
        <FirstUser />
      </>
    )
  }
  return (
    <>
      {isAdmin(account) && <UserList self={account.name} />}
      {account.via === 'environment' && <ByEnvironment />}
      {isUser && <OwnAccount account={account} />}
      <AccessTokens account={account} mayMake={account.via === 'login'} />
    </>
  )
}

function ByEnvironment() {
  return (
    <section className={classes.card} aria-label="You">
      <h2 className={classes.title}>You</h2>
      <p className={classes.words}>
        You came in with <code>MENURA_PASSWORD</code> or <code>MENURA_TOKEN</code>, which are set
        where Menura is started. They open everything, beside the users here.
      </p>
      <SignOutButton />
    </section>
  )
}
