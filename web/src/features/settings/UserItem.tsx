import { ActionIcon, Badge, Menu } from '@mantine/core'
import { Ellipsis, KeyRound, ShieldCheck, Trash2, User as UserIcon } from 'lucide-react'
import { useState } from 'react'
import { announceError } from '../../ui/announce'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { formatMoment } from '../../ui/format'
import { Fact, Item } from '../../ui/ItemList'
import { lazyDialog } from '../../ui/lazyDialog'
import classes from './Settings.module.css'
import { type User, useDeed } from './usersApi'
import { removalInWords, userInWords } from './userWords'

const PasswordDialog = lazyDialog(async () => (await import('./PasswordDialog')).PasswordDialog)

interface UserItemProps {
  user: User
  all: readonly User[]
  /** The name of whoever looks. */
  self: string | null
}

/** Show somebody who may come in, and what can be changed about that. */
export function UserItem({ user, all, self }: UserItemProps) {
  const [dialog, setDialog] = useState<'password' | 'remove'>()
  const changing = useDeed('changeUser')
  const removing = useDeed('removeUser')
  const other = user.role === 'admin' ? 'member' : 'admin'
  const close = () => {
    removing.reset()
    setDialog(undefined)
  }
  return (
    <Item
      picture={
        <span className={classes.icon}>
          <UserIcon size={18} aria-hidden="true" />
        </span>
      }
      name={
        <>
          {user.name} {user.name === self && <span className={classes.hint}>(you)</span>}
        </>
      }
      facts={
        <Fact title={user.last_seen_at ? formatMoment(user.last_seen_at) : undefined}>
          {userInWords(user)}
        </Fact>
      }
      buttons={
        <>
          <Badge variant={user.role === 'admin' ? 'light' : 'default'} tt="none" fw={550}>
            {user.role === 'admin' ? 'Admin' : 'Member'}
          </Badge>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon
                variant="default"
                size={30}
                loading={changing.isPending}
                aria-label={`More for ${user.name}`}
              >
                <Ellipsis size={17} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<ShieldCheck size={15} />}
                onClick={() =>
                  changing.mutate(
                    { id: user.id, role: other },
                    { onError: (error) => announceError('The role stays as it is', error) },
                  )
                }
              >
                {other === 'admin' ? 'Make an admin' : 'Make a member'}
              </Menu.Item>
              <Menu.Item leftSection={<KeyRound size={15} />} onClick={() => setDialog('password')}>
                Give another password…
              </Menu.Item>
              <Menu.Item
                leftSection={<Trash2 size={15} />}
                style={{ color: 'var(--bad-text)' }}
                onClick={() => setDialog('remove')}
              >
                Remove…
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </>
      }
    >
      <PasswordDialog user={user} opened={dialog === 'password'} onClose={close} />
      <ConfirmDialog
        opened={dialog === 'remove'}
        title={`Remove “${user.name}”?`}
        action="Remove the user"
        pending={removing.isPending}
        error={removing.error}
        onConfirm={() => removing.mutate(user.id, { onSuccess: close })}
        onClose={close}
      >
        {removalInWords(user, all, self)}
      </ConfirmDialog>
    </Item>
  )
}
