import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Account } from '../../api/account'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { ErrorState } from '../../ui/ErrorState'
import { formatAge } from '../../ui/format'
import { Fact, IconButton, Item, ItemList, ItemSection } from '../../ui/ItemList'
import { lazyDialog } from '../../ui/lazyDialog'
import classes from './Settings.module.css'
import { type AccessToken, tokensQuery, useDeed } from './usersApi'

const TokenDialog = lazyDialog(async () => (await import('./TokenDialog')).TokenDialog)

interface AccessTokensProps {
  account: Account
  /** A token is somebody's: who is nobody can make none. */
  mayMake: boolean
}

/** Show what programs come in with. */
export function AccessTokens({ account, mayMake }: AccessTokensProps) {
  const { data: tokens, error, refetch } = useQuery(tokensQuery)
  const [making, setMaking] = useState(false)
  return (
    <ItemSection label="Tokens">
      <p className={classes.words}>
        Programs come in with a token instead of a password, sent as{' '}
        <code>Authorization: Bearer …</code>. Each may do what its user may, until it is removed.
      </p>
      {tokens ? (
        tokens.length > 0 && (
          <ItemList label="Tokens">
            {tokens.map((token) => (
              <TokenItem key={token.id} token={token} foreign={token.user !== account.name} />
            ))}
          </ItemList>
        )
      ) : error ? (
        <ErrorState
          title="The tokens cannot be listed"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Skeleton height={60} role="status" aria-label="Loading tokens" />
      )}
      {mayMake && (
        <Button
          variant="default"
          w="fit-content"
          leftSection={<Plus size={16} />}
          onClick={() => setMaking(true)}
        >
          Make a token…
        </Button>
      )}
      <TokenDialog opened={making} onClose={() => setMaking(false)} />
    </ItemSection>
  )
}

function TokenItem({ token, foreign }: { token: AccessToken; foreign: boolean }) {
  const [asking, setAsking] = useState(false)
  const removing = useDeed('removeToken')
  return (
    <Item
      name={token.name}
      facts={
        <Fact>
          {foreign && `of ${token.user} · `}made {formatAge(token.created_at)} ·{' '}
          {token.last_used_at ? `used ${formatAge(token.last_used_at)}` : 'never used'}
        </Fact>
      }
      buttons={
        <IconButton
          icon={Trash2}
          label={`Remove the token ${token.name}`}
          title="Remove it: it opens nothing from then on"
          onClick={() => setAsking(true)}
        />
      }
    >
      <ConfirmDialog
        opened={asking}
        title={`Remove the token “${token.name}”?`}
        action="Remove the token"
        pending={removing.isPending}
        error={removing.error}
        onConfirm={() => removing.mutate(token.id, { onSuccess: () => setAsking(false) })}
        onClose={() => {
          removing.reset()
          setAsking(false)
        }}
      >
        It opens nothing from then on. Whatever uses it has to be given another one.
      </ConfirmDialog>
    </Item>
  )
}
