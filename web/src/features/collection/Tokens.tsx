import { Button } from '@mantine/core'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { formatAge } from '../../ui/format'
import { Fact, IconButton, Item, ItemList, ItemSection } from '../../ui/ItemList'
import { lazyDialog } from '../../ui/lazyDialog'
import classes from './Collection.module.css'
import { type Token, useDeed } from './collectionApi'

const TokenDialog = lazyDialog(async () => (await import('./TokenDialog')).TokenDialog)

/** What other Menuras come in with. */
export function Tokens({ tokens }: { tokens: readonly Token[] }) {
  const [making, setMaking] = useState(false)
  return (
    <ItemSection label="Tokens">
      <p className={classes.words}>
        With a token, another Menura fetches what this one shares; if it is made for their key too,
        they may also send what they share.
      </p>
      <ItemList label="Tokens">
        {tokens.map((token) => (
          <TokenItem key={token.id} token={token} />
        ))}
      </ItemList>
      <Button
        variant="default"
        w="fit-content"
        leftSection={<Plus size={16} />}
        onClick={() => setMaking(true)}
      >
        Make a token…
      </Button>
      <TokenDialog opened={making} onClose={() => setMaking(false)} />
    </ItemSection>
  )
}

function TokenItem({ token }: { token: Token }) {
  const [asking, setAsking] = useState(false)
  const removing = useDeed('removeToken')
  return (
    <Item
      name={token.name}
      facts={
        <Fact>
          {token.signer ? 'may fetch and send' : 'may fetch'} · made {formatAge(token.created_at)} ·{' '}
          {token.last_used_at ? `used ${formatAge(token.last_used_at)}` : 'never used'}
        </Fact>
      }
      buttons={
        <IconButton
          icon={Trash2}
          label={`Take the token of ${token.name} back`}
          title="Take it back: it opens nothing from then on"
          onClick={() => setAsking(true)}
        />
      }
    >
      <ConfirmDialog
        opened={asking}
        title={`Take the token of “${token.name}” back?`}
        action="Take it back"
        pending={removing.isPending}
        error={removing.error}
        onConfirm={() => removing.mutate(token.id, { onSuccess: () => setAsking(false) })}
        onClose={() => setAsking(false)}
      >
        It opens nothing from then on. What was fetched with it is there already.
      </ConfirmDialog>
    </Item>
  )
}
