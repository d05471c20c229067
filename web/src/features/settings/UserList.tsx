import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { ErrorState } from '../../ui/ErrorState'
import { ItemList, ItemSection } from '../../ui/ItemList'
import { lazyDialog } from '../../ui/lazyDialog'
import { UserItem } from './UserItem'
import { usersQuery } from './usersApi'

const UserDialog = lazyDialog(async () => (await import('./UserDialog')).UserDialog)

/** Show everybody who may come in. */
export function UserList({ self }: { self: string | null }) {
  const { data: users, error, refetch } = useQuery(usersQuery)
  const [adding, setAdding] = useState(false)
  return (
    <ItemSection label="Users">
      {users ? (
        <ItemList label="Users">
          {users.map((user) => (
            <UserItem key={user.id} user={user} all={users} self={self} />
          ))}
        </ItemList>
      ) : error ? (
        <ErrorState
          title="The users cannot be listed"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Skeleton height={120} role="status" aria-label="Loading users" />
      )}
      <Button
        variant="default"
        w="fit-content"
        leftSection={<UserPlus size={16} />}
        onClick={() => setAdding(true)}
      >
        Add a user…
      </Button>
      <UserDialog opened={adding} onClose={() => setAdding(false)} />
    </ItemSection>
  )
}
