import { ActionIcon, Menu } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { CircleUser, KeyRound, LogOut, Settings } from 'lucide-react'
import { type Account, isAdmin, signOut } from '../../api/account'
import { announceError } from '../../ui/announce'
import classes from './AccountMenu.module.css'

/** Say who is signed in, and lead out. */
export function AccountMenu({ account }: { account: Account }) {
  return (
    <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={34}
          aria-label={account.name ? `Account of ${account.name}` : 'Your account'}
        >
          <CircleUser size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown maw="min(20rem, 90vw)">
        <div className={classes.who}>
          {account.name ?? 'Signed in by MENURA_PASSWORD'} · {isAdmin(account) ? 'admin' : 'member'}
        </div>
        <Menu.Item
          component={Link}
          to="/settings/$tab"
          params={{ tab: isAdmin(account) ? 'sources' : 'appearance' } as never}
          leftSection={<Settings size={15} />}
        >
          Settings
        </Menu.Item>
        <Menu.Item
          component={Link}
          to="/settings/$tab"
          params={{ tab: 'users' } as never}
          leftSection={<KeyRound size={15} />}
        >
          {account.name ? 'Password and tokens' : 'Users and tokens'}
        </Menu.Item>
        <Menu.Item
          leftSection={<LogOut size={15} />}
          onClick={() =>
            signOut().catch((error) => announceError('You are still signed in', error))
          }
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
